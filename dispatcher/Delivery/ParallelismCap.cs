using Microsoft.Extensions.Options;
using Postrider.Core.Store;
using Postrider.Dispatcher.Publishing;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Says what <c>Limits:MaxParallelism</c> is: at start before anything is leased, again at each upkeep, for Redis may have lost it, and after an outage before the next lease. Nothing when there is none.</summary>
internal sealed class ParallelismCap(ParallelismStore store, IOptions<LimitsOptions> limits)
{
    /// <summary>This worker's own number counts from now on. Where Redis is away, the first lease says it.</summary>
    public async Task StartAsync(int partitions)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, partitions).Select(partition => SayAsync(partition, keep: false))).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
        }
    }

    /// <summary>Keeps the number that stands, whoever said it.</summary>
    public Task KeepAsync(int partition) => SayAsync(partition, keep: true);

    private Task SayAsync(int partition, bool keep) => limits.Value.MaxParallelism > 0 ? store.CapAsync(partition, limits.Value.MaxParallelism, keep) : Task.CompletedTask;
}
