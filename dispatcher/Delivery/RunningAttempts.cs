using Postrider.Dispatcher.Events;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Tells the log now and then which attempts run: those that end soon tell themselves.</summary>
internal sealed class RunningAttempts(IReadOnlyList<PartitionPump> pumps, AttemptEvents events, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var pump in pumps)
            {
                events.Running(pump.Held);
            }

            await Task.Delay(Interval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
