using Postrider.ClusterEndToEnd.Cluster;
using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Traffic;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>Workers come and go while messages are published; without any, messages wait.</summary>
internal static class Scaling
{
    private const string Path = "/scaling";
    private const int Messages = 2000;
    private const int PerSecond = 60;

    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        await stage.Workers.ScaleAsync(1, cancel);
        var publishing = stage.Pods.PublishAsync(Pods.ReceiverUrl($"{Path}?work=50"), cancel, Messages, PerSecond);
        await stage.Workers.ScaleAsync(3, cancel);
        await stage.Workers.ScaleAsync(1, cancel);
        await stage.Workers.ScaleAsync(0, cancel);
        var whileNone = await ArrivedWithoutWorkersAsync(stage, cancel);
        await stage.Workers.ScaleAsync(1, cancel);
        var tally = await stage.Pods.AllArriveAsync(Path, (await publishing).AllAccepted(), TimeSpan.FromMinutes(1), cancel);
        return tally.Repeated == 0 ? $"{tally}, {Messages - whileNone:N0} of them after there had been no worker" : throw new StepFailure($"{tally}: a worker that is asked to stop finishes what it does");
    }

    // What is published now stays: a message of our own marks that publishing went on.
    private static async Task<int> ArrivedWithoutWorkersAsync(Stage stage, CancellationToken cancel)
    {
        var before = (await stage.Pods.ArrivalsAsync(Path, cancel)).Count;
        (await stage.Pods.PublishAsync(Pods.ReceiverUrl("/without-workers"), cancel, count: 50, perSecond: 25)).AllAccepted();
        var after = (await stage.Pods.ArrivalsAsync(Path, cancel)).Count;
        return after == before ? after : throw new StepFailure($"{after - before} messages were delivered without a worker");
    }
}
