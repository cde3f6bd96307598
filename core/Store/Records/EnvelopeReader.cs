using System.Text;

namespace Postrider.Core.Store.Records;

/// <summary>Reads what an <see cref="EnvelopeWriter"/> wrote, field by field.</summary>
internal ref struct EnvelopeReader(ReadOnlySpan<byte> envelope)
{
    private ReadOnlySpan<byte> left = envelope;

    /// <summary>The field that <see cref="Next"/> moved to.</summary>
    public EnvelopeTag Tag { get; private set; }

    public ReadOnlySpan<byte> Content { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Content);

    public readonly long Number => (long)Varint(Content, out _);

    public bool Next()
    {
        if (left.IsEmpty)
        {
            return false;
        }

        Tag = (EnvelopeTag)left[0];
        var length = (int)Varint(left[1..], out var lengthBytes);
        Content = left.Slice(1 + lengthBytes, length);
        left = left[(1 + lengthBytes + length)..];
        return true;
    }

    /// <summary>Reads what <see cref="EnvelopeWriter.Varint"/> wrote.</summary>
    public static ulong Varint(ReadOnlySpan<byte> from, out int bytes)
    {
        var value = 0UL;
        for (bytes = 0; ; bytes++)
        {
            value |= (ulong)(from[bytes] & 0x7f) << (7 * bytes);
            if ((from[bytes] & 0x80) == 0)
            {
                bytes++;
                return value;
            }
        }
    }
}
