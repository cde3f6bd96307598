using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Postrider.Core.Redis;

/// <summary>One embedded Lua file with its includes expanded, run by its SHA-1.</summary>
internal sealed partial class RedisScript
{
    private readonly byte[] hash;

    private RedisScript(string name, string text)
    {
        Name = name;
        Text = text;
#pragma warning disable CA5350 // Redis names scripts by SHA-1
        hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    public string Name { get; }

    public string Text { get; }

    public static RedisScript Load(string name) => new(name, Expand(Read(name + ".lua"), []));

    /// <summary>Runs the script under one tag; loads it first where Redis does not know it. While the slot of the tag moves it fails, and has not run.</summary>
    public async Task<RedisResult> RunAsync(IDatabaseAsync database, string tag, RedisValue[] arguments)
    {
        RedisKey[] keys = [tag, RedisKeys.Absent(tag)];
        try
        {
            return await database.ScriptEvaluateAsync(hash, keys, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await database.ExecuteAsync("EVAL", [Text, keys.Length, .. keys.Select(key => (object)key), .. arguments.Select(argument => (object)argument)]).ConfigureAwait(false);
        }
    }

    // What several files include stands where it comes first.
    private static string Expand(string text, HashSet<string> included) => Include().Replace(text, match =>
        included.Add(match.Groups[1].Value) ? Expand(Read($"includes/{match.Groups[1].Value}.lua"), included) : "");

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Script {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("^-- @include ([a-z_]+)$", RegexOptions.Multiline)]
    private static partial Regex Include();
}
