using System.Globalization;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Store.Events;

/// <summary>The event log in Redis: a stream of batches per namespace, bounded by age and bytes.</summary>
public sealed class EventStore(RedisConnections connections, IOptions<RedisOptions> redis, IOptions<RetentionOptions> retention)
{
    /// <summary>How much earlier than its batch was written an event shows at most.</summary>
    public static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(4);

    /// <summary>False when nothing is to be kept.</summary>
    public bool IsOn => retention.Value.Events > TimeSpan.Zero && retention.Value.EventBytes > 0;

    /// <summary>Appends batches of one partition, in order, to be kept from now on.</summary>
    public async Task<EventAppend> AppendAsync(int partition, IEnumerable<EventBatch> batches)
    {
        var arguments = new List<RedisValue> { (long)retention.Value.Events.TotalMilliseconds, retention.Value.EventBytes };
        foreach (var batch in batches)
        {
            arguments.Add(batch.Namespace);
            arguments.Add(batch.ToBytes());
        }

        try
        {
            await RedisScripts.LogEvents.RunAsync(connections.Publish.GetDatabase(), RedisKeys.Tag(partition), [.. arguments]).ConfigureAwait(false);
            return EventAppend.Written;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return RedisTrouble.IsUndone(exception) ? EventAppend.Unsent : EventAppend.Unknown;
        }
    }

    /// <summary>Up to <paramref name="count"/> entries between two ids, inclusive; <c>(</c> before an id leaves that one out.</summary>
    public async Task<IReadOnlyList<EventEntry>> ReadAsync(string ns, string lowest, string highest, int count, bool oldestFirst)
    {
        var partition = Partitioning.PartitionOf(ns, redis.Value.Partitions);
        var entries = await connections.Publish.GetDatabase().StreamRangeAsync(
            RedisKeys.Events(partition, ns), lowest, highest, count, oldestFirst ? Order.Ascending : Order.Descending).ConfigureAwait(false);
        return Array.ConvertAll(entries, entry => Read(ns, partition, entry));
    }

    private static EventEntry Read(string ns, int partition, StreamEntry entry)
    {
        var id = ((string)entry.Id!).Split('-');
        return new(
            ns, partition, long.Parse(id[0], CultureInfo.InvariantCulture), long.Parse(id[1], CultureInfo.InvariantCulture), (byte[])entry.Values[0].Value!);
    }
}
