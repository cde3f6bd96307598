using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
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

    /// <summary>Up to <paramref name="count"/> dead letters, newest first, after the one that <paramref name="after"/> names (by time and number).</summary>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(string ns, string? after, int count)
    {
        var database = connections.Control.GetDatabase();
        var key = RedisKeys.DeadLetters(PartitionOf(ns), ns);
        var upTo = after is null ? double.PositiveInfinity : double.Parse(after.Split('-')[0], CultureInfo.InvariantCulture);
        var found = new List<DeadLetter>();
        for (var skip = 0L; found.Count < count; skip += count)
        {
            var page = await database.SortedSetRangeByScoreAsync(key, double.NegativeInfinity, upTo, Exclude.None, Order.Descending, skip, count).ConfigureAwait(false);
            foreach (string? dlqId in page)
            {
                // Within one ms Redis orders by text, so an id at or before the cursor's in that order was seen.
                if (after is not null && dlqId!.Split('-')[0] == after.Split('-')[0] && string.CompareOrdinal(dlqId, after) >= 0)
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

    private int PartitionOf(string ns) => Partitioning.PartitionOf(ns, redis.Value.Partitions);

    private static string NamespaceOf(byte[] letter) => Encoding.UTF8.GetString(letter, HeadBytes, NamespaceBytes(letter));

    private static DeadLetterReason ReasonOf(byte[] letter) => DeadLetterReason.FromBytes(letter.AsSpan(HeadBytes + NamespaceBytes(letter)));

    private static int NamespaceBytes(byte[] letter) => BinaryPrimitives.ReadUInt16BigEndian(letter.AsSpan(MessageId.Size));
}
