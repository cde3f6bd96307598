using Microsoft.Extensions.Options;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Reads how much there is to do, with one call per partition, whether or not a worker runs.</summary>
public sealed class LoadStore(RedisConnections connections, IOptions<RedisOptions> redis)
{
    public async Task<Load> ReadAsync()
    {
        var parts = await Task.WhenAll(Enumerable.Range(0, redis.Value.Partitions).Select(ReadAsync)).ConfigureAwait(false);
        return new(
            parts.Sum(part => part.Waiting), parts.Sum(part => part.InFlight), parts.Sum(part => part.Due), parts.Min(part => part.NextDueMs), parts.Sum(part => part.DeadLetters));
    }

    private async Task<Load> ReadAsync(int partition)
    {
        var figures = (RedisValue[])(await RedisScripts.Load.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(partition), []).ConfigureAwait(false))!;
        return new((long)figures[0], (long)figures[1], (long)figures[2], figures[3].IsNullOrEmpty ? null : (long)figures[3], (long)figures[4]);
    }
}
