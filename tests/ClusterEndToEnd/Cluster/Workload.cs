using System.Globalization;
using System.Text.Json.Nodes;
using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>One of Postrider's Deployments, named by its part.</summary>
internal sealed class Workload(Kubectl kubectl, string part, bool ownCluster)
{
    private static readonly TimeSpan RolloutPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(45);

    private string Deployment => $"deployment/postrider-{part}";

    private IReadOnlyList<string> Selection => ["-n", Names.System, "-l", $"app.kubernetes.io/part-of=postrider,app.kubernetes.io/component={part}"];

    /// <summary>Scales, and waits until there are exactly as many ready pods and no others, not even ones that are ending.</summary>
    public async Task ScaleAsync(int replicas, CancellationToken cancel)
    {
        await kubectl.MustAsync(["scale", "-n", Names.System, Deployment, $"--replicas={replicas.ToString(CultureInfo.InvariantCulture)}"], cancel);
        await WaitForPodsAsync(replicas, cancel);
    }

    /// <summary>Waits until all pods are of the present template and ready.</summary>
    public Task WaitForRolloutAsync(CancellationToken cancel) =>
        kubectl.MustAsync(["rollout", "status", "-n", Names.System, Deployment, $"--timeout={RolloutPatience.TotalSeconds:0}s"], cancel);

    /// <summary>As a rollout, and until no pod of before is left, not even one that is ending.</summary>
    public async Task WaitForOnlyNewAsync(CancellationToken cancel)
    {
        await WaitForRolloutAsync(cancel);
        var replicas = int.Parse(await kubectl.MustAsync(["get", "-n", Names.System, Deployment, "-o", "jsonpath={.spec.replicas}"], cancel), CultureInfo.InvariantCulture);
        await WaitForPodsAsync(replicas, cancel);
    }

    public async Task<IReadOnlyList<string>> PodNamesAsync(CancellationToken cancel) =>
        [.. (await PodsAsync(cancel)).Select(NameOf)];

    public Task<IReadOnlyList<JsonNode>> PodsAsync(CancellationToken cancel) => kubectl.ListAsync("pods", Selection, cancel);

    /// <summary>Ends the program of a pod as a crash would, without a signal to prepare for.</summary>
    /// <exception cref="StepFailure">Its process was not found.</exception>
    public async Task CrashAsync(JsonNode pod, CancellationToken cancel)
    {
        if (!ownCluster)
        {
            // The nearest that a client of a cluster can do.
            await kubectl.MustAsync(["delete", "pod", "-n", Names.System, NameOf(pod), "--grace-period=0", "--force"], cancel);
        }
        else
        {
            // One that crashed before may still be on its way back.
            await Patience.WaitAsync(
                () => Task.FromResult(NodeProcesses.Kill(pod["metadata"]!["uid"]!.GetValue<string>(), "postrider-") ? null : $"no process of {NameOf(pod)} was found"), ReturnPatience, cancel);
        }
    }

    private Task WaitForPodsAsync(int replicas, CancellationToken cancel) => Patience.WaitAsync(
        async () =>
        {
            var pods = (await PodsAsync(cancel)).Where(pod => !IsOver(pod)).ToList();
            return pods.Count == replicas && pods.All(IsReady) ? null : $"postrider-{part} was to have {replicas} pods and has {pods.Count}, {pods.Count(IsReady)} ready";
        },
        RolloutPatience, cancel);

    private static string NameOf(JsonNode pod) => pod["metadata"]!["name"]!.GetValue<string>();

    // Its containers have ended; that the node tidies up after it takes up to a minute more.
    private static bool IsOver(JsonNode pod) => pod["metadata"]!["deletionTimestamp"] is not null
        && pod["status"]!["containerStatuses"]?.AsArray().All(container => container!["state"]!["terminated"] is not null) == true;

    private static bool IsReady(JsonNode pod) =>
        pod["status"]!["conditions"]?.AsArray().Any(condition => condition!["type"]!.GetValue<string>() == "Ready" && condition["status"]!.GetValue<string>() == "True") == true;
}
