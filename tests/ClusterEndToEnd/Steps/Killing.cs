using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Traffic;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>Workers end without warning while they deliver; others take over, and messages in flight come once more.</summary>
internal static class Killing
{
    private const string Path = "/killing";
    private const int Kills = 3;

    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        await stage.Workers.ScaleAsync(2, cancel);
        var publishing = stage.Pods.PublishAsync(Pods.ReceiverUrl($"{Path}?work=200"), cancel, count: 2000, perSecond: 100);
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(TimeSpan.FromSeconds(3), cancel); // so that each one dies in the middle of deliveries
            await stage.Workers.CrashAsync((await stage.Workers.PodsAsync(cancel))[kill % 2], cancel);
        }

        var tally = await stage.Pods.AllArriveAsync(Path, (await publishing).AllAccepted(), TimeSpan.FromMinutes(2), cancel);
        await stage.Workers.ScaleAsync(2, cancel);
        if (stage.Settings.OwnCluster && tally.Repeated == 0)
        {
            throw new StepFailure("no worker was in the middle of a delivery when it was killed: this has shown nothing");
        }

        return $"{Kills} killed, {tally}";
    }
}
