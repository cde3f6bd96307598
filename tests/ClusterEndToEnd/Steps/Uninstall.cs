using Postrider.ClusterEndToEnd.Cluster;
using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>Takes Postrider away, in both orders that people use; nothing may be left, or hang in Terminating.</summary>
internal static class Uninstall
{
    public static async Task<string> ResourcesFirstAsync(Stage stage, CancellationToken cancel)
    {
        await stage.Kubectl.MustAsync(["delete", "pep,ptopic,psched", "--all", "-n", Names.Application, "--timeout=30s"], cancel);
        await stage.Kubectl.MustAsync(["delete", "namespace", Names.Application, "--wait=false"], cancel);
        await DeletePostriderAsync(stage, cancel);
        await DeleteApplicationAsync(stage, cancel);
        return await Leftovers.NoneAsync(stage, cancel);
    }

    public static async Task<string> PostriderFirstAsync(Stage stage, CancellationToken cancel)
    {
        await DeletePostriderAsync(stage, cancel);
        await DeleteApplicationAsync(stage, cancel);
        return await Leftovers.NoneAsync(stage, cancel);
    }

    private static Task DeleteApplicationAsync(Stage stage, CancellationToken cancel) =>
        stage.Kubectl.MustAsync(["delete", "namespace", Names.Application, "--ignore-not-found", "--timeout=120s"], cancel);

    // The chart has no namespace in it, as helm wants it; the kustomization deletes it by itself.
    private static async Task DeletePostriderAsync(Stage stage, CancellationToken cancel)
    {
        await stage.Installed[^1].DeleteAsync(stage.Kubectl, cancel);
        await stage.Kubectl.MustAsync(["delete", "namespace", Names.System, "--ignore-not-found", "--timeout=120s"], cancel);
        stage.Installed.Clear();
    }
}
