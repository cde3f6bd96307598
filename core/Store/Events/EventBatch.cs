using Postrider.Core.Model;
using Postrider.Core.Store.Records;

namespace Postrider.Core.Store.Events;

/// <summary>Events of one namespace in a compact form, one behind the other; a plain one takes some 20 bytes.</summary>
public sealed class EventBatch
{
    private const int MaxHeadBytes = 64;
    private readonly EnvelopeWriter writer = new();
    private readonly EventSubjectWriter subjects;
    private long lastMs;

    /// <summary>An empty batch.</summary>
    public EventBatch(int partition, string ns, long nowMs)
    {
        (Partition, Namespace, BegunMs) = (partition, ns, nowMs);
        subjects = new(writer);
    }

    public int Partition { get; }

    public string Namespace { get; }

    public int Records { get; private set; }

    public int Bytes => writer.Written.Length;

    /// <summary>When its first record was added, unix ms. What happened may be older: a publish is told when Redis has answered.</summary>
    public long BegunMs { get; }

    public void Add(Message message, in EventRecord record, EventOutcome? outcome = null)
    {
        subjects.Write(message);
        if (outcome is not null)
        {
            EventOutcomeFields.Write(writer, outcome);
        }

        Span<byte> head = stackalloc byte[MaxHeadBytes];
        head[0] = (byte)record.Kind;
        message.Id.Bytes.CopyTo(head[1..]);
        var bytes = 1 + MessageId.Size;
        var change = record.TimeMs - lastMs;
        bytes += EnvelopeWriter.Varint(head[bytes..], (ulong)((change << 1) ^ (change >> 63))); // it may go back a little
        bytes += EnvelopeWriter.Varint(head[bytes..], (ulong)record.Retried);
        bytes += EnvelopeWriter.Varint(head[bytes..], record.StartedMs == 0 ? 0 : (ulong)Math.Max(0, record.TimeMs - record.StartedMs) + 1);
        bytes += EnvelopeWriter.Varint(head[bytes..], record.NextMs == 0 ? 0 : (ulong)Math.Max(0, record.NextMs - record.TimeMs) + 1);
        writer.Bytes((EnvelopeTag)EventTag.Event, head[..bytes]);
        lastMs = record.TimeMs;
        Records++;
    }

    public byte[] ToBytes() => writer.Written.ToArray();
}
