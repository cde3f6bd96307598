using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store.Records;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Dead letters of one namespace: read, removed, replayed.</summary>
public sealed class DeadLetterStore(RedisConnections connections, IOptions<RedisOptions> redis)
{
    private const int HeadBytes = MessageId.Size + 2;

    /// <summary>One dead letter; null when unknown in this namespace.</summary>
    public async Task<DeadLetter?> GetAsync(string ns, string dlqId)
    {
        var partition = PartitionOf(ns);
        var database = connections.Control.GetDatabase();
        var letter = (byte[]?)await database.StringGetAsync(RedisKeys.DeadLetter(partition, dlqId)).ConfigureAwait(false);
        if (letter is null || NamespaceOf(letter) != ns)
        {
            return null;
        }

        var id = new MessageId(partition, letter[..MessageId.Size]);
        var record = (byte[]?)await database.StringGetAsync(RedisKeys.Message(partition, id.Bytes)).ConfigureAwait(false);
        return record is null ? null : new(dlqId, MessageRecord.Read(id, record), ReasonOf(letter));
    }

    /// <summary>Up to <paramref name="count"/> dead letters of the range, newest first unless it says otherwise, after the one that <paramref name="after"/> names.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(string ns, string? after, int count, DeadLetterRange? range = null)
    {
        var database = connections.Control.GetDatabase();
        var key = RedisKeys.DeadLetters(PartitionOf(ns), ns);
        var (from, to, oldestFirst) = Bounds(range ?? new DeadLetterRange(), after);
        var order = oldestFirst ? Order.Ascending : Order.Descending;
        var found = new List<DeadLetter>();
        for (var skip = 0L; found.Count < count; skip += count)
        {
            var page = await database.SortedSetRangeByScoreAsync(key, from, to, Exclude.None, order, skip, count).ConfigureAwait(false);
            foreach (string? dlqId in page)
            {
                if (after is not null && WasSeen(dlqId!, after, oldestFirst))
                {
                    continue;
                }

                if (found.Count < count && await GetAsync(ns, dlqId!).ConfigureAwait(false) is { } letter)
                {
                    found.Add(letter);
                }
            }

            if (page.Length < count)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>Removes one; false when it is not there.</summary>
    public async Task<bool> DeleteAsync(string ns, string dlqId) =>
        (int)await RedisScripts.DeleteDeadLetter.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(PartitionOf(ns)), [dlqId, ns]).ConfigureAwait(false) == 1;

    /// <summary>Sends the message again under the id of <paramref name="replay"/>, and removes the dead letter, in one step. Deduplication is not asked.</summary>
    /// <returns>False when there is no such dead letter; true also for one that was sent again under this id before.</returns>
    public async Task<bool> ReplayAsync(string ns, string dlqId, NewMessage replay)
    {
        var arguments = new List<RedisValue> { dlqId, ns };
        replay.AppendArguments(arguments);
        return (int)await RedisScripts.Replay.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(PartitionOf(ns)), [.. arguments]).ConfigureAwait(false) == 1;
    }

    private static (double From, double To, bool OldestFirst) Bounds(DeadLetterRange range, string? after) => (after, range.OldestFirst) switch
    {
        (null, var oldestFirst) => (range.FromMs, range.ToMs, oldestFirst),
        ({ } id, true) => (Math.Max(range.FromMs, DeadLetterId.TimeOf(id)), range.ToMs, true),
        ({ } id, false) => (range.FromMs, Math.Min(range.ToMs, DeadLetterId.TimeOf(id)), false),
    };

    // Within one ms Redis orders by text.
    private static bool WasSeen(string dlqId, string after, bool oldestFirst) =>
        DeadLetterId.TimeOf(dlqId) == DeadLetterId.TimeOf(after) && (oldestFirst ? string.CompareOrdinal(dlqId, after) <= 0 : string.CompareOrdinal(dlqId, after) >= 0);

    private int PartitionOf(string ns) => Partitioning.PartitionOf(ns, redis.Value.Partitions);

    private static string NamespaceOf(byte[] letter) => Encoding.UTF8.GetString(letter, HeadBytes, NamespaceBytes(letter));

    private static DeadLetterReason ReasonOf(byte[] letter) => DeadLetterReason.FromBytes(letter.AsSpan(HeadBytes + NamespaceBytes(letter)));

    private static int NamespaceBytes(byte[] letter) => BinaryPrimitives.ReadUInt16BigEndian(letter.AsSpan(MessageId.Size));
}
