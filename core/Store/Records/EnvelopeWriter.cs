using System.Buffers;
using System.Text;

namespace Postrider.Core.Store.Records;

/// <summary>Writes fields one behind the other: tag, length as varint, bytes. What is null is not written.</summary>
internal readonly struct EnvelopeWriter()
{
    private readonly ArrayBufferWriter<byte> buffer = new(128);

    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    public void Text(EnvelopeTag tag, string? value)
    {
        if (value is null)
        {
            return;
        }

        var bytes = Encoding.UTF8.GetByteCount(value);
        var span = Begin(tag, bytes, out var at);
        Encoding.UTF8.GetBytes(value, span[at..]);
        buffer.Advance(at + bytes);
    }

    public void Number(EnvelopeTag tag, long? value)
    {
        if (value is null)
        {
            return;
        }

        var span = buffer.GetSpan(16);
        span[0] = (byte)tag;
        var bytes = Varint(span[2..], (ulong)value.Value);
        span[1] = (byte)bytes;
        buffer.Advance(2 + bytes);
    }

    public void Headers(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach (var header in headers)
        {
            Text(EnvelopeTag.HeaderName, header.Key);
            Text(EnvelopeTag.HeaderValue, header.Value);
        }
    }

    /// <summary>An envelope inside of this one.</summary>
    public void Envelope(EnvelopeTag tag, EnvelopeWriter inner) => Bytes(tag, inner.Written);

    public void Bytes(EnvelopeTag tag, ReadOnlySpan<byte> value)
    {
        var span = Begin(tag, value.Length, out var at);
        value.CopyTo(span[at..]);
        buffer.Advance(at + value.Length);
    }

    private Span<byte> Begin(EnvelopeTag tag, int bytes, out int at)
    {
        var span = buffer.GetSpan(bytes + 6);
        span[0] = (byte)tag;
        at = 1 + Varint(span[1..], (ulong)bytes);
        return span;
    }

    /// <summary>Writes 7 bits per byte, the lowest first, and returns how many bytes that took.</summary>
    public static int Varint(Span<byte> to, ulong value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            to[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[at++] = (byte)value;
        return at;
    }
}
