using Postrider.Core.Model;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Store.Records;

/// <summary>Reads messages without their bodies.</summary>
internal static class RecordHeads
{
    private const int UsualBytes = 1024; // more than most heads have

    /// <summary>The messages in order, each without its body; null where there is none.</summary>
    public static async Task<Message?[]> ReadAsync(IDatabase database, int partition, IReadOnlyList<byte[]> ids)
    {
        var starts = await Task.WhenAll(ids.Select(id => database.StringGetRangeAsync(RedisKeys.Message(partition, id), 0, UsualBytes - 1))).ConfigureAwait(false);
        var messages = new Message?[ids.Count];
        for (var item = 0; item < messages.Length; item++)
        {
            messages[item] = await ReadAsync(database, new(partition, ids[item]), (byte[]?)starts[item] ?? []).ConfigureAwait(false);
        }

        return messages;
    }

    private static async Task<Message?> ReadAsync(IDatabase database, MessageId id, byte[] start)
    {
        // A long route can hide how long the head is.
        while (start.Length > 0 && !(MessageRecord.HeadBytes(start) <= start.Length))
        {
            var bytes = MessageRecord.HeadBytes(start) ?? start.Length + (16 * UsualBytes);
            var longer = (byte[]?)await database.StringGetRangeAsync(RedisKeys.Message(id.Partition, id.Bytes), 0, bytes - 1).ConfigureAwait(false) ?? [];
            start = longer.Length > start.Length ? longer : [];
        }

        return start.Length == 0 ? null : MessageRecord.ReadHead(id, start);
    }
}
