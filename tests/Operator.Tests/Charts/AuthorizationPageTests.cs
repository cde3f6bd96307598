using System.Diagnostics;
using System.Text.RegularExpressions;
using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Charts;

/// <summary>What stands on <c>docs/authorization.md</c> to be applied and run does what the page says.</summary>
public sealed partial class AuthorizationPageTests
{
    private static readonly string Page = File.ReadAllText(Checkout.PathOf("docs", "authorization.md"));

    [Fact]
    public async Task Its_examples_apply_and_its_commands_answer_yes()
    {
        await using var installation = await Installation.StartAsync(Rendered.Defaults);
        await installation.Server.Kubectl.RunAsync("create", "namespace", "payments");
        foreach (var example in Blocks("yaml"))
        {
            var (code, answer) = await installation.Server.Kubectl.TryAsync(example, "apply", "-f", "-");
            Assert.True(code == 0, answer);
        }

        // What the text says of the Role that is shown alone.
        await installation.Server.Admin.BindAsync("shop", Subject.Account("shop", "web"), "Role", "publishes-orders");
        var commands = Blocks("sh").Where(text => text.StartsWith("kubectl", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, commands.Count);
        foreach (var command in commands)
        {
            await Eventually.BecomesAsync(() => RunAsync(command, installation.Server.AdminConfig), said => said is "yes" or "true", command);
        }

        Assert.True(await installation.Server.Admin.IsAllowedAsync("payments", Subject.AccountsOf("shop"), new("publish", "topics", "orders")));
    }

    private static IEnumerable<string> Blocks(string language) => Block().Matches(Page).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value);

    private static async Task<string> RunAsync(string command, Kubeconfig config)
    {
        var info = new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true };
        info.Environment["KUBECONFIG"] = config.Path;
        using var process = Process.Start(info)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim();
    }

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
