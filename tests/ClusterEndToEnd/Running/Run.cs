using Postrider.ClusterEndToEnd.Cluster;

namespace Postrider.ClusterEndToEnd.Running;

/// <summary>Does one step after the other, and stops at the first that fails, with everything that explains it.</summary>
internal sealed class Run(Settings settings)
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(5);
    private readonly Report report = new();

    /// <summary>The exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<NamedStep> steps, CancellationToken stop)
    {
        await using var stage = new Stage(settings, report);
        var good = true;
        foreach (var step in steps)
        {
            good = await TryAsync(step, stage, stop);
            if (!good)
            {
                await Troubles.PrintAsync(stage.Kubectl);
                break;
            }
        }

        report.Verdict(good);
        if (!good && !settings.OwnCluster)
        {
            await stage.RemoveEverythingAsync(CancellationToken.None);
        }

        return good ? 0 : 1;
    }

    private async Task<bool> TryAsync(NamedStep step, Stage stage, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StepLimit);
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            report.Shown(step.Title, await step.Do(stage, limit.Token), TimeProvider.System.GetElapsedTime(start));
            return true;
        }
        catch (Exception exception)
        {
            Report.Failed(step.Title, exception, TimeProvider.System.GetElapsedTime(start));
            return false;
        }
    }
}
