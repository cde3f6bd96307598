using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>The operator that works is deleted; a resource that is made then becomes Ready all the same.</summary>
internal static class Leader
{
    private const string Endpoint = $$"""
        apiVersion: postrider.dev/v1alpha1
        kind: Endpoint
        metadata: { name: after-the-leader, namespace: {{Names.Application}} }
        spec: { url: "http://receiver/after-the-leader" }
        """;

    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        var leader = await FindAsync(stage, cancel);
        await stage.Kubectl.MustAsync(["delete", "pod", "-n", Names.System, leader, "--wait=false"], cancel);
        await stage.Kubectl.MustAsync(["apply", "-f", "-"], cancel, Endpoint);
        var start = TimeProvider.System.GetTimestamp();
        await stage.WaitForReadyAsync("pep/after-the-leader", cancel);
        var took = TimeProvider.System.GetElapsedTime(start);
        await stage.Operators.WaitForOnlyNewAsync(cancel);
        return $"a new Endpoint was Ready after {took.TotalSeconds:0.0} s";
    }

    private static async Task<string> FindAsync(Stage stage, CancellationToken cancel) => (await stage.Operators.PodNamesAsync(cancel))[0];
}
