using Postrider.ClusterEndToEnd.Cluster;

namespace Postrider.ClusterEndToEnd.Running;

/// <summary>Does one step after the other, and stops at the first that fails, with everything that explains it.</summary>
internal sealed class Run(Settings settings)
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(5);

    /// <summary>The exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<NamedStep> steps, CancellationToken stop)
    {
        var report = new Report(steps, settings.Work);
        await using var stage = new Stage(settings, report);
        var good = true;
        foreach (var step in steps)
        {
            good = await TryAsync(step, stage, stop);
            if (!good)
            {
                break;
            }
        }

        if (!good)
        {
            await FailAsync(stage, stop);
        }

        report.Verdict();
        return good ? 0 : 1;
    }

    private async Task FailAsync(Stage stage, CancellationToken stop)
    {
        if (!stop.IsCancellationRequested)
        {
            await Troubles.PrintAsync(stage.Kubectl);
        }

        if (!settings.OwnCluster)
        {
            await Removal.RunAsync(stage);
        }
    }

    private static async Task<bool> TryAsync(NamedStep step, Stage stage, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StepLimit);
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            stage.Report.Shown(step.Title, await step.Do(stage, limit.Token), TimeProvider.System.GetElapsedTime(start));
            return true;
        }
        catch (Exception exception)
        {
            Report.Failed(step.Title, WhyOf(exception, stop, limit.Token), TimeProvider.System.GetElapsedTime(start));
            return false;
        }
    }

    private static string WhyOf(Exception exception, CancellationToken stop, CancellationToken limit) => exception switch
    {
        StepFailure => exception.Message,
        OperationCanceledException when stop.IsCancellationRequested => "interrupted",
        OperationCanceledException when limit.IsCancellationRequested => $"not done within {StepLimit.TotalMinutes:0} minutes",
        _ => exception.ToString(),
    };
}
