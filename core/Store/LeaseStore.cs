using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store.Records;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>What one piece of upkeep did and saw.</summary>
public readonly record struct TickAnswer(int Recovered, bool More, TimeSpan? NextIn, bool Idle);

/// <summary>The transitions of a worker: lease, extend, settle, and the upkeep of a partition.</summary>
public sealed class LeaseStore(RedisConnections connections, IOptions<RetentionOptions> retention)
{
    private const int LeaseBytes = 4 * 1024 * 1024; // of records in one answer
    private const int HeadBytes = MessageId.Size + 5; // see lease.lua

    /// <summary>Leases up to <paramref name="want"/> due messages of one partition to the session.</summary>
    /// <param name="partition">Where.</param>
    /// <param name="session">The worker's token.</param>
    /// <param name="holding">It holds something already, so it must still be alive.</param>
    /// <param name="span">How long the session lives without being extended.</param>
    /// <param name="want">Most messages.</param>
    /// <param name="borrow">Slots that destinations beyond their share may still use.</param>
    /// <param name="share">Slots that every destination may use.</param>
    /// <param name="returnedMicros">Redis' time when it came back after an outage: what gateways may still take back waits for them; 0 = none.</param>
    public async Task<LeaseAnswer> LeaseAsync(
        int partition, byte[] session, bool holding, TimeSpan span, int want, int borrow, int share, long returnedMicros = 0)
    {
        var answer = (RedisResult[])(await RedisScripts.Lease.RunAsync(
            connections.Control.GetDatabase(), RedisKeys.Tag(partition), [session, holding ? 1 : 0, Micros(span), want, borrow, share, LeaseBytes, returnedMicros]).ConfigureAwait(false))!;
        if ((string)answer[0]! == "lost")
        {
            return new() { Lost = true };
        }

        var now = long.Parse((string)answer[5]!, CultureInfo.InvariantCulture);
        var (leases, unreadable) = ReadLeases(partition, (byte[])answer[3]!, (RedisResult[])answer[4]!, now, registryVersion: (long)answer[7]);
        return new()
        {
            Leases = leases,
            Unreadable = unreadable,
            DueSchedules = (string[])answer[2]!,
            NextIn = ReadNext((string)answer[1]!, now),
            Now = DateTimeOffset.FromUnixTimeMilliseconds(now / 1000),
            LanesWait = (int)answer[6] == 1,
        };
    }

    /// <summary>Keeps the session alive; false when it was recovered meanwhile.</summary>
    public async Task<bool> ExtendAsync(int partition, byte[] session, TimeSpan span) =>
        (int)await RedisScripts.Extend.RunAsync(connections.Extension.GetDatabase(), RedisKeys.Tag(partition), [session, Micros(span)]).ConfigureAwait(false) == 1;

    /// <summary>Writes outcomes. May be repeated until answered.</summary>
    public async Task<SettleAnswer> SettleAsync(int partition, byte[] session, IReadOnlyList<Settlement> settlements)
    {
        var call = new SettleCall(settlements);
        var arguments = new List<RedisValue> { session, (long)retention.Value.Completed.TotalMilliseconds, retention.Value.CompletedBytes };
        call.AppendArguments(arguments);
        return call.Read((int[])(await RedisScripts.Settle.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(partition), [.. arguments]).ConfigureAwait(false))!);
    }

    /// <summary>One piece of upkeep, and a look at what is next: signals can be lost.</summary>
    public async Task<TickAnswer> TickAsync(int partition, TimeSpan span)
    {
        var answer = (RedisResult[])(await RedisScripts.Tick.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(partition),
            [Micros(span), (long)retention.Value.Completed.TotalMilliseconds, (long)retention.Value.DeadLetters.TotalMilliseconds,
            (long)retention.Value.Events.TotalMilliseconds, .. Deduplication.WindowClasses])
            .ConfigureAwait(false))!;
        var next = (string)answer[2]!;
        return new((int)answer[0], (int)answer[1] == 1, next.Length == 0 ? null : TimeSpan.FromMilliseconds(long.Parse(next, CultureInfo.InvariantCulture)), (int)answer[3] == 1);
    }

    /// <summary>Closes a destination's gate for a while. True when it is gone for sure and its grace is over.</summary>
    /// <param name="partition">Where.</param>
    /// <param name="gate">Which.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="gone">Whether it is gone for sure.</param>
    /// <param name="grace">From the first time that it was.</param>
    /// <param name="known">Version of the registry in which it was looked for; what was declared since is closed for a moment only.</param>
    public async Task<bool> CloseGateAsync(int partition, string gate, TimeSpan duration, bool gone, TimeSpan grace, long known) =>
        (int)await RedisScripts.CloseGate.RunAsync(
            connections.Control.GetDatabase(), RedisKeys.Tag(partition), [gate, Micros(duration), gone ? 1 : 0, Micros(grace), known]).ConfigureAwait(false) == 1;

    /// <summary>Gives back what Redis says the session holds and the worker does not know of: an answer was lost on the way.</summary>
    public async Task ReleaseUnknownAsync(int partition, byte[] session, IEnumerable<MessageId> known)
    {
        RedisValue[] arguments = [session, .. known.Select(id => (RedisValue)id.Bytes)];
        while ((int)await RedisScripts.ReleaseUnknown.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(partition), arguments).ConfigureAwait(false) == 1)
        {
        }
    }

    /// <summary>Redis' time in µs; fails while Redis is away or still reads its data.</summary>
    public async Task<long> ReadTimeAsync(int partition) =>
        (long)await RedisScripts.ReadTime.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(partition), []).ConfigureAwait(false);

    private static (List<Lease> Leases, List<(MessageId, string)> Unreadable) ReadLeases(int partition, byte[] heads, RedisResult[] records, long now, long registryVersion)
    {
        var (leases, unreadable) = (new List<Lease>(records.Length), new List<(MessageId, string)>());
        for (var item = 0; item < records.Length; item++)
        {
            var head = heads.AsSpan(item * HeadBytes, HeadBytes);
            var id = new MessageId(partition, head[..MessageId.Size].ToArray());
            try
            {
                leases.Add(ReadLease(id, head, (byte[])records[item]!, now, registryVersion));
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                unreadable.Add((id, exception.Message)); // whatever wrote it, the others can be read
            }
        }

        return (leases, unreadable);
    }

    private static Lease ReadLease(MessageId id, ReadOnlySpan<byte> head, byte[] record, long now, long registryVersion)
    {
        var counts = head[MessageId.Size..];
        return new(
            MessageRecord.Read(id, record), MessageRecord.RouteOf(record), record.Length,
            BinaryPrimitives.ReadUInt16BigEndian(counts), BinaryPrimitives.ReadUInt16BigEndian(counts[2..]), counts[4] == 1) { LeasedMicros = now, RegistryVersion = registryVersion };
    }

    private static TimeSpan? ReadNext(string next, long now) =>
        next.Length == 0 ? null : TimeSpan.FromMicroseconds(Math.Max(0, long.Parse(next, CultureInfo.InvariantCulture) - now));

    private static long Micros(TimeSpan span) => (long)span.TotalMicroseconds;
}
