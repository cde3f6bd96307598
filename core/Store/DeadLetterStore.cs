using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store.Records;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Dead letters of one namespace: read, removed, replayed.</summary>
public sealed class DeadLetterStore(RedisConnections connections, IOptions<RedisOptions> redis, IOptions<QueueLimits> queues)
{
    private const int HeadBytes = MessageId.Size + 2;
    private const int StatusBytes = 40;
    private const int UsuallySeen = 16;
    private const int RemovePiece = 100; // each with its record and its last response

    /// <summary>One dead letter; null when unknown in this namespace.</summary>
    public async Task<DeadLetter?> GetAsync(string ns, string dlqId)
    {
        var partition = PartitionOf(ns);
        var database = Database;
        var letter = (byte[]?)await database.StringGetAsync(RedisKeys.DeadLetter(partition, dlqId)).ConfigureAwait(false);
        if (letter is null || NamespaceOf(letter) != ns)
        {
            return null;
        }

        var id = new MessageId(partition, letter[..MessageId.Size]);
        var record = (byte[]?)await database.StringGetAsync(RedisKeys.Message(partition, id.Bytes)).ConfigureAwait(false);
        return record is null ? null : new(dlqId, MessageRecord.Read(id, record), ReasonOf(letter));
    }

    /// <summary>
    /// Up to <paramref name="count"/> dead letters of the range, newest first unless it says otherwise, after the one that <paramref name="after"/>
    /// names, whether or not it is still there.
    /// </summary>
    public async Task<IReadOnlyList<DeadLetterHead>> ListAsync(string ns, string? after, int count, DeadLetterRange? range = null)
    {
        var found = new List<DeadLetterHead>(count);
        while (found.Count < count)
        {
            var wanted = count - found.Count;
            var ids = await GetIdsAsync(ns, after, wanted, range ?? new DeadLetterRange()).ConfigureAwait(false);
            found.AddRange(await GetHeadsAsync(ns, ids).ConfigureAwait(false)); // without those that went meanwhile
            if (ids.Count < wanted)
            {
                break;
            }

            after = ids[^1];
        }

        return found;
    }

    /// <summary>Those of the dead letters that are there, in order.</summary>
    public async Task<IReadOnlyList<DeadLetterHead>> GetHeadsAsync(string ns, IReadOnlyList<string> dlqIds)
    {
        var (partition, database) = (PartitionOf(ns), Database);
        var bytes = HeadBytes + Encoding.UTF8.GetByteCount(ns) + StatusBytes;
        var starts = await Task.WhenAll(dlqIds.Select(dlqId => database.StringGetRangeAsync(RedisKeys.DeadLetter(partition, dlqId), 0, bytes - 1))).ConfigureAwait(false);
        var own = dlqIds.Zip(starts, (dlqId, start) => (DlqId: dlqId, Start: (byte[])start!)).Where(letter => letter.Start.Length > HeadBytes && NamespaceOf(letter.Start) == ns).ToList();
        var messages = await RecordHeads.ReadAsync(database, partition, own.ConvertAll(letter => letter.Start[..MessageId.Size])).ConfigureAwait(false);
        return [.. own.Zip(messages).Where(pair => pair.Second is not null).Select(pair => new DeadLetterHead(pair.First.DlqId, pair.Second!, DeadLetterReason.StatusIn(JsonOf(pair.First.Start))))];
    }

    /// <summary>Removes dead letters; true per id for one that was there.</summary>
    public async Task<bool[]> DeleteAsync(string ns, IReadOnlyList<string> dlqIds)
    {
        var removed = new List<bool>(dlqIds.Count);
        foreach (var piece in dlqIds.Chunk(RemovePiece))
        {
            RedisValue[] arguments = [ns, .. piece.Select(dlqId => (RedisValue)dlqId)];
            var answers = (int[])(await RedisScripts.DeleteDeadLetters.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(PartitionOf(ns)), arguments).ConfigureAwait(false))!;
            removed.AddRange(answers.Select(answer => answer == 1));
        }

        return [.. removed];
    }

    /// <summary>Removes one; false when it is not there.</summary>
    public async Task<bool> DeleteAsync(string ns, string dlqId) => (await DeleteAsync(ns, [dlqId]).ConfigureAwait(false))[0];

    /// <summary>Sends the message again under the id of <paramref name="replay"/>, and removes the dead letter, in one step. Deduplication is not asked.</summary>
    public async Task<ReplayOutcome> ReplayAsync(string ns, string dlqId, NewMessage replay)
    {
        var arguments = new List<RedisValue> { dlqId, ns, queues.Value.MaxQueues };
        replay.AppendArguments(arguments);
        return (ReplayOutcome)(int)await RedisScripts.Replay.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(PartitionOf(ns)), [.. arguments]).ConfigureAwait(false);
    }

    // Of those within the cursor's ms some were seen; how many is not known before.
    private async Task<IReadOnlyList<string>> GetIdsAsync(string ns, string? after, int count, DeadLetterRange range)
    {
        var key = RedisKeys.DeadLetters(PartitionOf(ns), ns);
        var (from, to, oldestFirst) = Bounds(range, after);
        var order = oldestFirst ? Order.Ascending : Order.Descending;
        for (var take = count + UsuallySeen; ; take *= 2)
        {
            var page = await Database.SortedSetRangeByScoreAsync(key, from, to, Exclude.None, order, 0, take).ConfigureAwait(false);
            List<string> unseen = [.. page.Select(dlqId => (string)dlqId!).Where(dlqId => after is null || !WasSeen(dlqId, after, oldestFirst)).Take(count)];
            if (unseen.Count == count || page.Length < take)
            {
                return unseen;
            }
        }
    }

    private IDatabase Database => connections.Publish.GetDatabase();

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

    private static string? NamespaceOf(byte[] letter) =>
        letter.Length < HeadBytes + NamespaceBytes(letter) ? null : Encoding.UTF8.GetString(letter, HeadBytes, NamespaceBytes(letter));

    private static DeadLetterReason ReasonOf(byte[] letter) => DeadLetterReason.FromBytes(JsonOf(letter));

    private static ReadOnlySpan<byte> JsonOf(byte[] letter) => letter.AsSpan(HeadBytes + NamespaceBytes(letter));

    private static int NamespaceBytes(byte[] letter) => BinaryPrimitives.ReadUInt16BigEndian(letter.AsSpan(MessageId.Size));
}
