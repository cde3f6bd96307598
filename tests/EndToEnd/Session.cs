using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Processes;

namespace Postrider.EndToEnd;

/// <summary>Runs <c>Sessions/{name}.mjs</c>, in which the official client drives one area of the API, in a namespace of the session's own.</summary>
internal static class Session
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static string Folder => Checkout.PathOf("tests", "EndToEnd", "Sessions");

    /// <summary>Every session; namespaces are lower case.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["batch", "callbacks", "cancelling", "deadletters", "flowcontrol", "keys", "logs", "messages", "queues", "schedules", "urlgroups"];

    /// <summary>Fails with all that the session wrote, unless each of its tests passed.</summary>
    public static async Task PassesAsync(RunningSystem system, string name)
    {
        await using var node = ChildProcess.Start("node", [Path.Combine(Folder, $"{name}.mjs")], new Dictionary<string, string>
        {
            ["SDK_FOLDER"] = await NodeModules.FolderAsync(),
            ["FIRST_URL"] = system.First.Url,
            ["SECOND_URL"] = system.Second.Url,
            ["TOKEN"] = Tokens.Of(name),
            ["NAMESPACE"] = name,
            ["RESOURCES"] = system.Folder,
        });
        await node.WaitForExitAsync(Patience);
        Assert.True(node.ExitCode == 0, node.Output);
        Assert.Contains("session complete", node.Output, StringComparison.Ordinal);
    }
}
