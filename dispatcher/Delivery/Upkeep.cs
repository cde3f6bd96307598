using Microsoft.Extensions.Logging;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Upkeep of one partition: recovery of lapsed sessions, retention, and a look at what is next, for signals can be lost.</summary>
internal sealed partial class Upkeep(PartitionPump pump, LeaseStore store, RedisConnections connections, DeliveryOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan BusyInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitingInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(5);
    private long restoredAt;

    public async Task RunAsync(CancellationToken stop)
    {
        // After a restart of Redis every session looks lapsed until its owner has extended it: owners come first.
        connections.Control.ConnectionRestored += (_, _) => Volatile.Write(ref restoredAt, time.GetTimestamp());
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
            var answer = await store.TickAsync(pump.Partition, MayRecover()).ConfigureAwait(false);
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
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            TickFailed(pump.Partition, exception.Message);
            return BusyInterval;
        }
    }

    private bool MayRecover()
    {
        var restored = Volatile.Read(ref restoredAt);
        return restored == 0 || time.GetElapsedTime(restored) > options.LeaseSpan;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: {Count} messages of a lapsed lease go on.")]
    private partial void Recovered(int partition, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: upkeep failed: {Reason}")]
    private partial void TickFailed(int partition, string reason);
}
