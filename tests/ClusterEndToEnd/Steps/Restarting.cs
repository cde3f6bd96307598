using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Traffic;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>A rollout of gateways and workers under load: no publish fails, nothing is lost, nothing comes twice.</summary>
internal static class Restarting
{
    private const string Path = "/restarting";

    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var publishing = stage.Pods.PublishUntilAsync(Pods.ReceiverUrl($"{Path}?work=50"), perSecond: 100, enough.Token, cancel);
        await stage.Kubectl.MustAsync(["rollout", "restart", "-n", Names.System, "deployment/postrider-gateway", "deployment/postrider-dispatcher"], cancel);
        await stage.Gateways.WaitForOnlyNewAsync(cancel);
        await stage.Workers.WaitForOnlyNewAsync(cancel);
        await enough.CancelAsync();
        var tally = await stage.Pods.AllArriveAsync(Path, (await publishing).AllAccepted(), TimeSpan.FromSeconds(30), cancel);
        return tally.Repeated == 0 ? $"{tally}" : throw new StepFailure($"{tally}: a worker that is asked to stop finishes what it does");
    }
}
