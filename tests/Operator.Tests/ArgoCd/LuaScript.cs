using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.ArgoCd;

/// <summary>Runs a health script over objects, as Argo CD does: with the object as <c>obj</c>, and a table with status and message as its answer.</summary>
internal static class LuaScript
{
    private static readonly Lazy<string> Interpreter = new(Find);

    /// <summary>One answer per object, in order.</summary>
    public static async Task<IReadOnlyList<(string Status, string Message)>> RunAsync(string script, IReadOnlyList<JsonObject> objects)
    {
        var program = new StringBuilder().Append("local function judge(obj)\n").Append(script).Append("\nend\n");
        foreach (var item in objects)
        {
            program.Append("do local hs = judge(").Append(Literal(item)).Append(") print(hs.status .. '\\t' .. hs.message) end\n");
        }

        using var process = Process.Start(new ProcessStartInfo(Interpreter.Value, "-") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (answer, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(program.ToString());
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return [.. (await answer).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (line.Split('\t')[0], line.Split('\t')[1]))];
    }

    private static string Literal(JsonNode? node) => node switch
    {
        JsonObject fields => "{" + string.Join(",", fields.Select(field => $"[{Text(field.Key)}]={Literal(field.Value)}")) + "}",
        JsonArray items => "{" + string.Join(",", items.Select(Literal)) + "}",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>()),
        null => "nil",
        _ => node.ToJsonString(),
    };

    private static string Text(string text) =>
        "\"" + string.Concat(Encoding.UTF8.GetBytes(text).Select(octet => string.Create(CultureInfo.InvariantCulture, $"\\{octet:000}"))) + "\"";

    private static string Find()
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Checkout.PathOf("hack", "get-lua.sh")]) { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return process.ExitCode == 0 ? lines[^1] : throw new InvalidOperationException("hack/get-lua.sh found no Lua");
    }
}
