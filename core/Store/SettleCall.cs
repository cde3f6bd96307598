using System.Buffers.Binary;
using Postrider.Core.Model;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Outcomes as <c>settle.lua</c> reads them: those that were delivered and tell nobody are packed by route, then come the others.</summary>
internal sealed class SettleCall
{
    private const int PackedBytes = MessageId.Size + 6;
    private readonly IGrouping<string, (int Position, Settlement Settlement)>[] groups; // by route
    private readonly (int Position, Settlement Settlement)[] others;
    private readonly (int Position, Settlement Settlement)[] all;

    public SettleCall(IReadOnlyList<Settlement> settlements)
    {
        var byKind = settlements.Select((settlement, position) => (Position: position, Settlement: settlement))
            .ToLookup(item => item.Settlement is Settlement.Delivered { Callbacks.Count: 0 });
        groups = [.. byKind[true].GroupBy(item => item.Settlement.Lease.RouteText, StringComparer.Ordinal)];
        others = [.. byKind[false]];
        all = [.. groups.SelectMany(group => group), .. others];
    }

    public void AppendArguments(List<RedisValue> to)
    {
        to.Add(groups.Length);
        foreach (var group in groups)
        {
            to.Add(group.Key);
            to.Add(Pack([.. group.Select(item => item.Settlement.Lease)]));
        }

        to.Add(others.Length);
        foreach (var (_, settlement) in others)
        {
            Append(to, settlement);
        }

        foreach (var callback in others.SelectMany(item => item.Settlement.Callbacks))
        {
            callback.AppendArguments(to);
        }
    }

    /// <summary>The script's answer, for the settlements in their own order.</summary>
    public SettleAnswer Read(int[] answer)
    {
        var took = new bool[all.Length];
        Array.Fill(took, true);
        foreach (var gone in answer.AsSpan(1))
        {
            took[all[gone].Position] = false;
        }

        return new(took, answer[0] == 1);
    }

    private static byte[] Pack(Lease[] leases)
    {
        var bytes = new byte[leases.Length * PackedBytes];
        for (var item = 0; item < leases.Length; item++)
        {
            var at = bytes.AsSpan(item * PackedBytes);
            leases[item].Message.Id.Bytes.CopyTo(at);
            BinaryPrimitives.WriteUInt16BigEndian(at[MessageId.Size..], (ushort)leases[item].Grants);
            BinaryPrimitives.WriteInt32BigEndian(at[(MessageId.Size + 2)..], leases[item].RecordBytes);
        }

        return bytes;
    }

    private static void Append(List<RedisValue> to, Settlement settlement)
    {
        var (kind, amount, letter) = settlement switch
        {
            Settlement.Delivered => ("d", settlement.Lease.RecordBytes, RedisValue.EmptyString),
            Settlement.Retry retry => ("r", Micros(retry.Delay), RedisValue.EmptyString),
            Settlement.Release release => ("x", Micros(release.Delay), release.Unsent ? release.Lease.LeasedMicros : RedisValue.EmptyString),
            Settlement.Bury bury => ("b", 0L, (RedisValue)bury.DeadLetter),
            _ => throw new InvalidOperationException(settlement.ToString()),
        };
        to.Add(kind);
        to.Add(settlement.Lease.Message.Id.Bytes);
        to.Add(settlement.Lease.RouteText);
        to.Add(settlement.Lease.Grants);
        to.Add(amount);
        to.Add(letter);
        to.Add(settlement is Settlement.Bury { DlqId: var dlqId } ? dlqId : RedisValue.EmptyString);
        to.Add(settlement.Callbacks.Count);
    }

    private static long Micros(TimeSpan span) => (long)span.TotalMicroseconds;
}
