using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store.Records;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Reads and cancels messages of one namespace; an id of another namespace is unknown.</summary>
public sealed class MessageStore(RedisConnections connections, IOptions<RedisOptions> redis)
{
    private const byte CancelledFlag = 1;

    /// <summary>The message, from acceptance until shortly after it is over; null when unknown or cancelled.</summary>
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
        if (record is not { Length: > 0 } || (state is not null && (state[^1] & CancelledFlag) != 0))
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

    /// <summary>Cancels a message that is not over, and returns it; null when there is nothing to cancel.</summary>
    public async Task<Message?> CancelAsync(string ns, MessageId id) =>
        await GetAsync(ns, id).ConfigureAwait(false) is { } message
        && (int)await RedisScripts.Cancel.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(id.Partition), [id.Bytes]).ConfigureAwait(false) == 1
            ? message
            : null;
}
