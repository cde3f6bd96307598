using Postrider.ClusterEndToEnd.Installing;
using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Traffic;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>From the images and the chart of the previous commit to those of this one, while messages wait, come, and a Schedule fires.</summary>
internal static class Upgrading
{
    private const string Waiting = "/waiting";
    private const string Coming = "/coming";
    private const int BeforeTheMinute = 48; // the second at which the upgrade starts, so that the Schedule is due in the middle of it

    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        var chart = await Installation.OfChartAsync(stage.Settings, stage.Settings.Checkout, stage.Settings.Tag, stage.Server, cancel);
        await Stage.WaitForSecondAsync(BeforeTheMinute, cancel);
        var waiting = (await stage.Pods.PublishAsync(Pods.ReceiverUrl(Waiting), cancel, count: 1000, headers: new Dictionary<string, string> { ["Upstash-Delay"] = "45s" })).AllAccepted();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var coming = stage.Pods.PublishUntilAsync(Pods.ReceiverUrl($"{Coming}?work=50"), perSecond: 50, enough.Token, cancel);
        var start = TimeProvider.System.GetTimestamp();
        stage.Installed.Add(chart);
        await chart.ApplyAsync(stage.Kubectl, cancel);
        await stage.WaitForOnlyNewAsync(cancel);
        var took = TimeProvider.System.GetElapsedTime(start);
        await enough.CancelAsync();
        var during = await stage.Pods.AllArriveAsync(Coming, (await coming).AllAccepted(), TimeSpan.FromSeconds(30), cancel);
        var before = await stage.Pods.AllArriveAsync(Waiting, waiting, TimeSpan.FromMinutes(2), cancel);
        await stage.WaitForMinutesAsync(2, cancel);
        var minutes = Minutes.Check(await stage.Pods.ArrivalsAsync(Minutes.Path, cancel), stage.ScheduledSince, DateTimeOffset.UtcNow);
        return $"took {took.TotalSeconds:0} s; waiting: {before}; published meanwhile: {during}; {minutes}";
    }
}
