using Postrider.TestKit;
using Postrider.TestKit.Processes;

namespace Postrider.EndToEnd;

/// <summary>The packages that <c>Sessions/package.json</c> asks for, installed outside of the tree once.</summary>
internal static class NodeModules
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>The folder that holds <c>node_modules</c>.</summary>
    public static Task<string> FolderAsync() => Installed.Value;

    private static async Task<string> InstallAsync()
    {
        await using var script = ChildProcess.Start(Checkout.PathOf("hack", "get-node-modules.sh"), [Session.Folder]);
        await script.WaitForExitAsync(Patience);
        return script.ExitCode == 0 ? script.Output.Split('\n')[^1] : throw new InvalidOperationException($"The official client could not be installed:\n{script.Output}");
    }
}
