using System.Buffers.Binary;
using Postrider.Core.Model;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Outcomes as <c>settle.lua</c> reads them: those that were delivered and tell nobody are packed by route, then come the others.</summary>
internal sealed class SettleCall
{
    private const int PackedBytes = MessageId.Size + 6;
    private readonly List<(int Position, Settlement Settlement)> packed = [];
    private readonly List<(int Position, Settlement Settlement)> others = [];

    public SettleCall(IReadOnlyList<Settlement> settlements)
    {
        for (var position = 0; position < settlements.Count; position++)
        {
            var isPlain = settlements[position] is Settlement.Delivered { Callbacks.Count: 0 };
            (isPlain ? packed : others).Add((position, settlements[position]));
        }

        packed.Sort((one, other) => (RouteOf(one), one.Position).CompareTo((RouteOf(other), other.Position)));
    }

    public void AppendArguments(List<RedisValue> to)
    {
        AppendPacked(to);
        to.Add(others.Count);
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
        var took = new bool[packed.Count + others.Count];
        Array.Fill(took, true);
        foreach (var gone in answer.AsSpan(1))
        {
            took[(gone < packed.Count ? packed[gone] : others[gone - packed.Count]).Position] = false;
        }

        return new(took, answer[0] == 1);
    }

    private static string RouteOf((int Position, Settlement Settlement) item) => item.Settlement.Lease.RouteText;

    private void AppendPacked(List<RedisValue> to)
    {
        var count = to.Count;
        to.Add(0);
        var groups = 0;
        for (var first = 0; first < packed.Count; groups++)
        {
            var route = RouteOf(packed[first]);
            var end = packed.FindIndex(first, item => RouteOf(item) != route);
            end = end < 0 ? packed.Count : end;
            to.Add(route);
            to.Add(Pack(first, end));
            first = end;
        }

        to[count] = groups;
    }

    private byte[] Pack(int first, int end)
    {
        var bytes = new byte[(end - first) * PackedBytes];
        for (var item = first; item < end; item++)
        {
            var lease = packed[item].Settlement.Lease;
            var at = bytes.AsSpan((item - first) * PackedBytes);
            lease.Message.Id.Bytes.CopyTo(at);
            BinaryPrimitives.WriteUInt16BigEndian(at[MessageId.Size..], (ushort)lease.Grants);
            BinaryPrimitives.WriteInt32BigEndian(at[(MessageId.Size + 2)..], lease.RecordBytes);
        }

        return bytes;
    }

    private static void Append(List<RedisValue> to, Settlement settlement)
    {
        var (kind, amount, letter) = settlement switch
        {
            Settlement.Delivered => ("d", settlement.Lease.RecordBytes, RedisValue.EmptyString),
            Settlement.Retry retry => ("r", Micros(retry.Delay), RedisValue.EmptyString),
            Settlement.Release release => ("x", Micros(release.Delay), release.UnsentFor is { } age ? Micros(age) : RedisValue.EmptyString),
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
