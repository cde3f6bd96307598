using Postrider.ClusterEndToEnd.Cluster;
using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>Of two operators the one that leads is deleted; the other takes over, and a resource that is made meanwhile becomes Ready.</summary>
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
        await stage.Operators.ScaleAsync(2, cancel);
        var leader = await FindAsync(stage, cancel) is { Length: > 0 } pod ? pod : throw new StepFailure("nobody has the Lease");
        await stage.Kubectl.MustAsync(["delete", "pod", "-n", Names.System, leader, "--wait=false"], cancel);
        await stage.Kubectl.MustAsync(["apply", "-f", "-"], cancel, Endpoint);
        var start = TimeProvider.System.GetTimestamp();
        await stage.WaitForReadyAsync("pep/after-the-leader", cancel);
        var took = TimeProvider.System.GetElapsedTime(start);
        await Patience.WaitAsync(async () => await FindAsync(stage, cancel) is var holder && holder == leader ? "the deleted pod still has the Lease" : holder.Length == 0 ? "nobody has the Lease" : null, TimeSpan.FromSeconds(20), cancel);
        await stage.Operators.ScaleAsync(1, cancel);
        return $"a new Endpoint was Ready after {took.TotalSeconds:0.0} s";
    }

    // The Lease names the pod, and what tells this start of it from others; nobody for a moment when one has given it back.
    private static async Task<string> FindAsync(Stage stage, CancellationToken cancel)
    {
        var holder = await stage.Kubectl.MustAsync(["get", "lease", "-n", Names.System, "postrider-operator", "-o", "jsonpath={.spec.holderIdentity}"], cancel);
        return holder.Split('_')[0];
    }
}
