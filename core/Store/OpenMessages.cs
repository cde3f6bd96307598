using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Finds what is not over in a namespace: waiting, between attempts, or in flight.</summary>
public sealed class OpenMessages(RedisConnections connections, IOptions<RedisOptions> redis)
{
    private const int FewLanes = 256;
    private const int FewMessages = 4096; // ids that one script lists in about a millisecond
    private const int LanesAtOnce = 64;
    private const int FirstOfLane = 256;
    private const int ScanPiece = 1000;

    private IDatabase Database => connections.Publish.GetDatabase();

    /// <summary>All of it at one moment, and what is in flight of others in its partition; null when that is too much for one step.</summary>
    public async Task<IReadOnlyList<MessageId>?> SnapshotAsync(string ns)
    {
        var partition = PartitionOf(ns);
        var answer = (RedisResult[])(await RedisScripts.Snapshot.RunAsync(Database, RedisKeys.Tag(partition), [ns, FewLanes, FewMessages]).ConfigureAwait(false))!;
        return (int)answer[0] == 0 ? null : Array.ConvertAll(answer[1..], id => new MessageId(partition, (byte[])id!));
    }

    /// <summary>
    /// The same piece by piece, of lanes whose name is <paramref name="wanted"/>. What stays where it is is met, maybe twice. What moves meanwhile
    /// may be missed, though rarely: what is in flight is looked at before the lanes and once more behind them.
    /// </summary>
    public async IAsyncEnumerable<MessageId> WalkAsync(string ns, Func<string, bool> wanted)
    {
        var partition = PartitionOf(ns);
        await foreach (var id in InFlightAsync(partition).ConfigureAwait(false))
        {
            yield return new(partition, id);
        }

        await foreach (var id in WaitingAsync(partition, ns, wanted).ConfigureAwait(false))
        {
            yield return new(partition, id);
        }

        await foreach (var id in InFlightAsync(partition).ConfigureAwait(false))
        {
            yield return new(partition, id);
        }
    }

    private async IAsyncEnumerable<byte[]> InFlightAsync(int partition)
    {
        foreach (byte[]? session in await Database.SortedSetRangeByRankAsync(RedisKeys.Sessions(partition)).ConfigureAwait(false))
        {
            await foreach (byte[]? id in Database.SetScanAsync(RedisKeys.Held(partition, session!), pageSize: ScanPiece).ConfigureAwait(false))
            {
                yield return id!;
            }
        }
    }

    private async IAsyncEnumerable<byte[]> WaitingAsync(int partition, string ns, Func<string, bool> wanted)
    {
        var keys = new List<RedisKey>(LanesAtOnce + 1);
        await foreach (string? lane in Database.SetScanAsync(RedisKeys.Lanes(partition, ns), pageSize: ScanPiece).ConfigureAwait(false))
        {
            if (!wanted(lane!))
            {
                continue;
            }

            keys.AddRange(lane![0] == 'q' ? [RedisKeys.Waiting(partition, lane), RedisKeys.SlotOwners(partition, lane)] : [RedisKeys.Waiting(partition, lane)]);
            if (keys.Count >= LanesAtOnce)
            {
                await foreach (var id in MembersAsync(keys).ConfigureAwait(false))
                {
                    yield return id;
                }

                keys.Clear();
            }
        }

        await foreach (var id in MembersAsync(keys).ConfigureAwait(false))
        {
            yield return id;
        }
    }

    // Most lanes are short: those take one round trip together.
    private async IAsyncEnumerable<byte[]> MembersAsync(IReadOnlyList<RedisKey> keys)
    {
        var firsts = await Task.WhenAll(keys.Select(key => Database.SortedSetRangeByRankAsync(key, 0, FirstOfLane - 1))).ConfigureAwait(false);
        for (var item = 0; item < firsts.Length; item++)
        {
            foreach (byte[]? id in firsts[item])
            {
                yield return id!;
            }

            if (firsts[item].Length == FirstOfLane)
            {
                await foreach (var entry in Database.SortedSetScanAsync(keys[item], pageSize: ScanPiece).ConfigureAwait(false))
                {
                    yield return (byte[])entry.Element!;
                }
            }
        }
    }

    private int PartitionOf(string ns) => Partitioning.PartitionOf(ns, redis.Value.Partitions);
}
