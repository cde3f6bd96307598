using Postrider.ClusterEndToEnd.Cluster;
using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Traffic;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>The sample Schedule: each full minute since it was made has a delivery, whatever was done to the workers meanwhile.</summary>
internal static class Firing
{
    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        await stage.WaitForMinutesAsync(1, cancel);
        return Minutes.Check(await stage.Pods.ArrivalsAsync(Minutes.Path, cancel), stage.ScheduledSince, DateTimeOffset.UtcNow);
    }
}
