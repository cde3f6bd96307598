using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store.Records;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Reads and cancels messages of one namespace; an id of another namespace is unknown.</summary>
public sealed class MessageStore(RedisConnections connections, IOptions<RedisOptions> redis, IOptions<RetentionOptions> retention, TimeProvider time)
{
    private const byte CancelledFlag = 1;
    private const int CancelPiece = 500;

    /// <summary>
    /// The message, from acceptance until <see cref="RetentionOptions.Completed"/> after it is over, delivered or dead; null when unknown or cancelled.
    /// </summary>
    public async Task<Message?> GetAsync(string ns, MessageId id)
    {
        if (id.Partition >= redis.Value.Partitions)
        {
            return null;
        }

        var database = connections.Control.GetDatabase();
        var reading = database.StringGetAsync(RedisKeys.Message(id.Partition, id.Bytes));
        var state = (byte[]?)await database.HashGetAsync(RedisKeys.States(id.Partition), id.Bytes).ConfigureAwait(false);
        var record = (byte[]?)await reading.ConfigureAwait(false);
        if (record is not { Length: > 0 } || (state is not null && (state[^1] & CancelledFlag) != 0) || IsLongDead(record))
        {
            return null;
        }

        var message = MessageRecord.Read(id, record);
        return message.Namespace == ns ? message : null;
    }

    /// <summary>Those of the messages whose record is still kept, cancelled or not.</summary>
    public async Task<IReadOnlyDictionary<MessageId, Message>> GetRecordsAsync(string ns, IReadOnlyList<MessageId> ids)
    {
        var records = await connections.Publish.GetDatabase().StringGetAsync([.. ids.Select(id => RedisKeys.Message(id.Partition, id.Bytes))]).ConfigureAwait(false);
        var found = new Dictionary<MessageId, Message>(ids.Count);
        for (var item = 0; item < records.Length; item++)
        {
            if ((byte[]?)records[item] is { Length: > 0 } record && MessageRecord.Read(ids[item], record) is var message && message.Namespace == ns)
            {
                found[ids[item]] = message;
            }
        }

        return found;
    }

    /// <summary>Bytes of each message's record; 0 when it is gone.</summary>
    public async Task<IReadOnlyDictionary<MessageId, long>> GetSizesAsync(IReadOnlyList<MessageId> ids)
    {
        var database = connections.Publish.GetDatabase();
        var sizes = await Task.WhenAll(ids.Select(id => database.StringLengthAsync(RedisKeys.Message(id.Partition, id.Bytes)))).ConfigureAwait(false);
        return Enumerable.Range(0, ids.Count).ToDictionary(item => ids[item], item => sizes[item]);
    }

    /// <summary>Those of the messages whose record is still kept, without their bodies.</summary>
    public async Task<IReadOnlyList<Message>> GetHeadsAsync(string ns, IReadOnlyList<MessageId> ids)
    {
        var partition = Partitioning.PartitionOf(ns, redis.Value.Partitions);
        byte[][] own = [.. ids.Where(id => id.Partition == partition).Select(id => id.Bytes)];
        var heads = await RecordHeads.ReadAsync(connections.Publish.GetDatabase(), partition, own).ConfigureAwait(false);
        return [.. heads.OfType<Message>().Where(message => message.Namespace == ns)];
    }

    /// <summary>Cancels those of the messages of one namespace that are not over, and returns them.</summary>
    public async Task<IReadOnlyList<Message>> CancelAsync(string ns, IReadOnlyList<Message> messages)
    {
        var tag = RedisKeys.Tag(Partitioning.PartitionOf(ns, redis.Value.Partitions));
        var cancelled = new List<Message>(messages.Count);
        foreach (var piece in messages.Chunk(CancelPiece))
        {
            RedisValue[] arguments = [ns, .. piece.Select(message => (RedisValue)message.Id.Bytes)];
            var answers = (int[])(await RedisScripts.Cancel.RunAsync(connections.Control.GetDatabase(), tag, arguments).ConfigureAwait(false))!;
            cancelled.AddRange(piece.Where((_, item) => answers[item] == 1));
        }

        return cancelled;
    }

    /// <summary>Cancels a message that is not over, and returns it without its body; null when there is nothing to cancel.</summary>
    public async Task<Message?> CancelAsync(string ns, MessageId id)
    {
        var cancelled = await CancelAsync(ns, await GetHeadsAsync(ns, [id]).ConfigureAwait(false)).ConfigureAwait(false);
        return cancelled.Count == 1 ? cancelled[0] : null;
    }

    private bool IsLongDead(byte[] record) =>
        MessageRecord.DiedAtMs(record) is { } diedAt && time.GetUtcNow().ToUnixTimeMilliseconds() - diedAt >= retention.Value.Completed.TotalMilliseconds;
}
