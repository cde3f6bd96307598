using System.Text.Json;
using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Traffic;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>Workers come and go while messages are published; without any, messages wait.</summary>
internal static class Scaling
{
    private const string Path = "/scaling";

    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        await stage.Workers.ScaleAsync(1, cancel);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var publishing = stage.Pods.PublishUntilAsync(Pods.ReceiverUrl($"{Path}?work=50"), perSecond: 60, enough.Token, cancel);
        foreach (var workers in new[] { 3, 1, 0 })
        {
            await stage.Workers.ScaleAsync(workers, cancel);
        }

        var waiting = await WaitingAsync(stage, cancel);
        var delivered = await WithoutWorkersAsync(stage, cancel);
        await stage.Workers.ScaleAsync(1, cancel);
        await enough.CancelAsync();
        var tally = await stage.Pods.AllArriveAsync(Path, (await publishing).AllAccepted(), TimeSpan.FromMinutes(1), cancel);
        return tally.Repeated == 0
            ? $"{tally}, {tally.Messages - delivered:N0} after there had been no worker, when GET /scaling told of {waiting} waiting"
            : throw new StepFailure($"{tally}: a worker that is asked to stop finishes what it does");
    }

    // The gateway knows by itself what an autoscaler asks.
    private static async Task<long> WaitingAsync(Stage stage, CancellationToken cancel)
    {
        using var answer = JsonDocument.Parse(await stage.Proxy.Http.GetStringAsync(stage.Proxy.UrlOf(Names.System, "postrider", "/scaling"), cancel));
        var waiting = answer.RootElement.GetProperty("waiting").GetInt64();
        return waiting > 0 ? waiting : throw new StepFailure("GET /scaling tells of nothing that waits, though there is no worker");
    }

    // Publishing goes on meanwhile: what comes in now stays.
    private static async Task<int> WithoutWorkersAsync(Stage stage, CancellationToken cancel)
    {
        var before = (await stage.Pods.ArrivalsAsync(Path, cancel)).Count;
        await Task.Delay(TimeSpan.FromSeconds(2), cancel);
        var after = (await stage.Pods.ArrivalsAsync(Path, cancel)).Count;
        return after == before ? after : throw new StepFailure($"{after - before} messages were delivered without a worker");
    }
}
