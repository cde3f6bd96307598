using Microsoft.Extensions.Logging;
using Postrider.Core.Redis;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Upkeep of one partition: recovery of lapsed sessions, retention, and a look at what is next, for signals can be lost.</summary>
internal sealed partial class Upkeep(PartitionPump pump, LeaseStore store, ParallelismCap cap, DeliveryOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan BusyInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitingInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(3);
    private readonly RepeatedFailure failure = new(time);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var interval = await TickAsync().ConfigureAwait(false);
            await Task.Delay(interval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<TimeSpan> TickAsync()
    {
        try
        {
            await cap.KeepAsync(pump.Partition).ConfigureAwait(false);
            var answer = await store.TickAsync(pump.Partition, options.LeaseSpan).ConfigureAwait(false);
            if (answer.Recovered > 0)
            {
                Recovered(pump.Partition, answer.Recovered);
            }

            if (answer.NextIn is { } next)
            {
                pump.LookIn(next);
            }

            return answer.More ? TimeSpan.Zero : pump.IsBusy ? BusyInterval : answer.Idle ? IdleInterval : WaitingInterval;
        }
        catch (Exception exception)
        {
            // Whatever it was: without upkeep nobody takes over what a dead worker held.
            pump.RedisFailed();
            TickFailed(failure.Level(), pump.Partition, RedisTrouble.Sentence(exception));
            return BusyInterval;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: {Count} messages of a lapsed lease go on.")]
    private partial void Recovered(int partition, int count);

    [LoggerMessage(Message = "Partition {Partition}: upkeep failed: {Reason}")]
    private partial void TickFailed(LogLevel level, int partition, string reason);
}
