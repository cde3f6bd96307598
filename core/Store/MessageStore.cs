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

    /// <summary>Cancels a message that is not over, and returns it; null when there is nothing to cancel.</summary>
    public async Task<Message?> CancelAsync(string ns, MessageId id) =>
        await GetAsync(ns, id).ConfigureAwait(false) is { } message
        && (int)await RedisScripts.Cancel.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(id.Partition), [id.Bytes]).ConfigureAwait(false) == 1
            ? message
            : null;
}
