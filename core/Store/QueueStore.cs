using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store.Records;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Queues of one namespace: made, changed, read, deleted.</summary>
public sealed class QueueStore(RedisConnections connections, IOptions<RedisOptions> redis, IOptions<QueueLimits> limits)
{
    private const int DrainPiece = 500;
    private static readonly RedisValue[] Fields = ["par", "paused", "created", "updated"];

    private IDatabase Database => connections.Control.GetDatabase();

    /// <summary>Makes the queue or changes it; null leaves a setting as it is. False when as many queues as allowed exist.</summary>
    public async Task<bool> SetAsync(string ns, string name, int? parallelism, bool? paused) =>
        (int)await RedisScripts.SetQueue.RunAsync(Database, Tag(ns), [MessageRoute.QueueLane(ns, name), parallelism ?? RedisValue.EmptyString, Flag(paused), limits.Value.MaxQueues]).ConfigureAwait(false) == 1;

    /// <summary>Makes the queues that are not there yet, all of them or none; false when that would be more than allowed.</summary>
    /// <param name="ns">Namespace of all of them.</param>
    /// <param name="names">Each once.</param>
    /// <param name="onlyAsks">Makes none, and says what would come of it.</param>
    public async Task<bool> MakeAsync(string ns, IReadOnlyList<string> names, bool onlyAsks = false)
    {
        RedisValue[] arguments = [limits.Value.MaxQueues, Flag(onlyAsks), .. names.Select(name => (RedisValue)MessageRoute.QueueLane(ns, name))];
        return (int)await RedisScripts.MakeQueues.RunAsync(Database, Tag(ns), arguments).ConfigureAwait(false) == 1;
    }

    /// <summary>Deletes the queue with everything that waits in it; false when there is none.</summary>
    /// <param name="ns">Namespace of the queue.</param>
    /// <param name="name">Its name.</param>
    /// <param name="dropped">Told of each message that is dropped, without its body; what is not drained within a minute workers drop too, and tell nobody.</param>
    public async Task<bool> DeleteAsync(string ns, string name, Action<Message>? dropped = null)
    {
        var (partition, lane) = (PartitionOf(ns), MessageRoute.QueueLane(ns, name));
        var answer = await RedisScripts.DeleteQueue.RunAsync(Database, Tag(ns), [lane]).ConfigureAwait(false);
        if (answer.IsNull)
        {
            return false;
        }

        Tell(partition, (RedisResult[])answer[1]!, dropped);
        await DrainAsync(partition, (string)answer[0]!, dropped).ConfigureAwait(false);
        return true;
    }

    private async Task DrainAsync(int partition, string drained, Action<Message>? dropped)
    {
        for (var more = drained.Length > 0; more;)
        {
            var answer = await RedisScripts.Drain.RunAsync(Database, RedisKeys.Tag(partition), [drained, DrainPiece]).ConfigureAwait(false);
            Tell(partition, (RedisResult[])answer[1]!, dropped);
            more = (int)answer[0] == 1;
        }
    }

    // Ids and heads in turn.
    private static void Tell(int partition, RedisResult[] told, Action<Message>? dropped)
    {
        for (var item = 0; dropped is not null && item < told.Length; item += 2)
        {
            dropped(MessageRecord.ReadHead(new(partition, (byte[])told[item]!), (byte[])told[item + 1]!));
        }
    }

    /// <summary>The queue; null when there is none.</summary>
    public async Task<Queue?> GetAsync(string ns, string name)
    {
        var (partition, lane) = (PartitionOf(ns), MessageRoute.QueueLane(ns, name));
        var waiting = Database.SortedSetLengthAsync(RedisKeys.Waiting(partition, lane));
        var owners = Database.SortedSetLengthAsync(RedisKeys.SlotOwners(partition, lane));
        var held = await Database.HashGetAsync(RedisKeys.Queue(partition, ns, name), Fields).ConfigureAwait(false);
        var lag = await waiting.ConfigureAwait(false) + await owners.ConfigureAwait(false);
        return held[0].IsNull ? null : new()
        {
            Name = name,
            Parallelism = (int)held[0],
            Paused = held[1] == "1",
            CreatedAtMs = (long)held[2],
            UpdatedAtMs = (long)held[3],
            Lag = lag,
        };
    }

    /// <summary>All queues of the namespace, oldest first.</summary>
    public async Task<IReadOnlyList<Queue>> ListAsync(string ns)
    {
        var queues = new List<Queue>();
        var names = await Database.SortedSetRangeByRankAsync(RedisKeys.Queues(PartitionOf(ns), ns)).ConfigureAwait(false);
        foreach (var piece in names.Chunk(100))
        {
            queues.AddRange((await Task.WhenAll(piece.Select(name => GetAsync(ns, name!))).ConfigureAwait(false)).OfType<Queue>());
        }

        return queues;
    }

    private static RedisValue Flag(bool? value) => value is { } flag ? flag ? 1 : 0 : RedisValue.EmptyString;

    private int PartitionOf(string ns) => Partitioning.PartitionOf(ns, redis.Value.Partitions);

    private string Tag(string ns) => RedisKeys.Tag(PartitionOf(ns));
}
