using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>Waiting for something that kubectl or a pod tells.</summary>
internal static class Patience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Asks until the answer is null, which means that all is well; else the answer says what is still missing.</summary>
    /// <exception cref="StepFailure">It was still missing after that time.</exception>
    public static async Task WaitAsync(Func<Task<string?>> missing, TimeSpan patience, CancellationToken cancel)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await missing() is { } what)
        {
            if (TimeProvider.System.GetElapsedTime(start) > patience)
            {
                throw new StepFailure($"{what}, after {patience.TotalSeconds:0} s");
            }

            await Task.Delay(Pause, cancel);
        }
    }
}
