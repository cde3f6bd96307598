using Microsoft.Extensions.Logging;
using Postrider.Core.Redis;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Extends the sessions of all partitions, three times per span, on a connection of its own.</summary>
internal sealed partial class LeaseKeeper(IReadOnlyList<PartitionPump> pumps, LeaseStore store, DeliveryOptions options, TimeProvider time, ILogger logger)
{
    private readonly RepeatedFailure failure = new(time);

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(options.LeaseSpan / 3, time);
        while (await WaitAsync(timer, stop).ConfigureAwait(false))
        {
            await Task.WhenAll(pumps.Select(ExtendAsync)).ConfigureAwait(false);
        }
    }

    private async Task ExtendAsync(PartitionPump pump)
    {
        if (pump.Extendable is not { } session)
        {
            return;
        }

        var moment = session.Moment;
        try
        {
            if (await store.ExtendAsync(pump.Partition, session.Token, options.LeaseSpan).ConfigureAwait(false))
            {
                session.Extended(moment);
            }
            else if (pump.Extendable == session)
            {
                session.Lapsed();
                SessionLost(pump.Partition);
            }
        }
        catch (Exception exception)
        {
            // Whatever it was: where nobody extends leases, everything is delivered twice.
            ExtendFailed(failure.Level(), pump.Partition, RedisTrouble.Sentence(exception));
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: the lease lapsed before it was extended; its messages go to whoever leases them next.")]
    private partial void SessionLost(int partition);

    [LoggerMessage(Message = "Partition {Partition}: lease not extended: {Reason}")]
    private partial void ExtendFailed(LogLevel level, int partition, string reason);
}
