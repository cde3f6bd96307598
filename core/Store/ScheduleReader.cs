using System.Text.Json;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Reads the schedules of a namespace, whoever declared them; what one gateway wrote every other one sees.</summary>
public sealed class ScheduleReader(RedisConnections connections, IOptions<RedisOptions> redis)
{
    private const int Piece = 32; // definitions hold bodies
    private static readonly RedisValue[] Fields = ["def", "gen", "made", "last", "next", "err"];

    /// <summary>One schedule; null when there is none.</summary>
    public async Task<StoredSchedule?> GetAsync(ResourceName name)
    {
        var (database, partition) = (connections.Control.GetDatabase(), PartitionOf(name.Namespace));
        var reading = database.HashGetAllAsync(RedisKeys.LastFiring(partition, name.ToString()));
        var held = await database.HashGetAsync(RedisKeys.Schedule(partition, name.ToString()), Fields).ConfigureAwait(false);
        var sent = await reading.ConfigureAwait(false);
        return held[0].IsNull ? null : new()
        {
            Definition = JsonSerializer.Deserialize((string)held[0]!, RegistryJson.Default.ScheduleDefinition)!,
            Generation = held[1]!,
            CreatedAtMs = (long)held[2],
            LastMs = (long?)held[3],
            NextMs = held[4].IsNullOrEmpty ? null : (long)held[4],
            Error = held[5].IsNullOrEmpty ? null : (string)held[5]!,
            Sent = sent.ToDictionary(entry => new MessageId(partition, entry.Name!), entry => StateOf(entry.Value)),
        };
    }

    /// <summary>All of a namespace, in the order in which they were made, read piece by piece.</summary>
    public async IAsyncEnumerable<StoredSchedule> ListAsync(string ns)
    {
        var names = await connections.Control.GetDatabase().SortedSetRangeByRankAsync(RedisKeys.ScheduleNames(PartitionOf(ns), ns)).ConfigureAwait(false);
        foreach (var piece in names.Chunk(Piece))
        {
            foreach (var schedule in await Task.WhenAll(piece.Select(name => GetAsync(new(ns, name!)))).ConfigureAwait(false))
            {
                if (schedule is not null)
                {
                    yield return schedule;
                }
            }
        }
    }

    private static FiredState StateOf(RedisValue state) => (string?)state switch
    {
        "s" => FiredState.Succeeded,
        "f" => FiredState.Failed,
        _ => FiredState.InProgress,
    };

    private int PartitionOf(string ns) => Partitioning.PartitionOf(ns, redis.Value.Partitions);
}
