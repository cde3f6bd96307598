using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>Pods that this run did not end must not have ended by themselves.</summary>
internal static class Restarts
{
    public static async Task<string> NoneAsync(Stage stage, CancellationToken cancel)
    {
        var counts = await stage.Kubectl.MustAsync(
            ["get", "pods", "-n", Names.System, "-o", "jsonpath={range .items[*]}{.metadata.name} {.status.containerStatuses[*].restartCount}{'\\n'}{end}"], cancel);
        var restarted = counts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.EndsWith(" 0", StringComparison.Ordinal)).ToList();
        return restarted.Count == 0 ? "" : throw new StepFailure(string.Join(", ", restarted));
    }
}
