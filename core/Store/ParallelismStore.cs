using System.Text;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>All deliveries in flight of a namespace: how many, and how many at most (0 = no cap).</summary>
public readonly record struct Parallelism(int Max, int Count);

/// <summary>The cap over all deliveries of each namespace. It holds as long as some worker says it again at least once a minute.</summary>
public sealed class ParallelismStore(RedisConnections connections, IOptions<RedisOptions> redis)
{
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);
    private const int Piece = 500;
    private const int HeadBytes = 3; // of a record, in front of its route

    private IDatabase Database => connections.Control.GetDatabase();

    /// <summary>Caps the deliveries of each namespace of a partition; <paramref name="keep"/> leaves a cap that stands already as it is.</summary>
    public Task CapAsync(int partition, int most, bool keep) => RedisScripts.CapParallelism.RunAsync(
        Database, RedisKeys.Tag(partition), [most, (long)Span.TotalMilliseconds, keep ? 1 : 0]);

    /// <summary>The namespace's deliveries now.</summary>
    public async Task<Parallelism> ReadAsync(string ns)
    {
        var partition = Partitioning.PartitionOf(ns, redis.Value.Partitions);
        var max = (int)await Database.StringGetAsync(RedisKeys.MostAtOnce(partition)).ConfigureAwait(false);
        return new(max, max > 0
            ? (int)await Database.SetLengthAsync(RedisKeys.Slots(partition, MessageRoute.NamespaceGate(ns))).ConfigureAwait(false)
            : await CountAsync(partition, ns).ConfigureAwait(false));
    }

    // Nobody counts while there is no cap. In pieces, and no more than what workers hold.
    private async Task<int> CountAsync(int partition, string ns)
    {
        var count = 0;
        foreach (var session in await Database.SortedSetRangeByRankAsync(RedisKeys.Sessions(partition)).ConfigureAwait(false))
        {
            await foreach (var ids in Database.SetScanAsync(RedisKeys.Held(partition, session!), pageSize: Piece).Chunk(Piece).ConfigureAwait(false))
            {
                var heads = await Task.WhenAll(ids.Select(id => Database.StringGetRangeAsync(RedisKeys.Message(partition, id!), HeadBytes, HeadBytes + 1023))).ConfigureAwait(false);
                count += heads.Count(head => IsOf(ns, (byte[])head!));
            }
        }

        return count;
    }

    // A route is a letter, the namespace and a line feed, and goes on.
    private static bool IsOf(string ns, byte[] route) => route.AsSpan().StartsWith(Encoding.UTF8.GetBytes($"{(char)(route.Length > 0 ? route[0] : 0)}{ns}\n"));
}
