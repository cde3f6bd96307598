using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using SimpleBase;

namespace Postrider.Core.Model;

/// <summary>A message's id: 10 bytes and the partition it lives in; outside <c>msg_</c> and base58 of version, partition, bytes.</summary>
public readonly record struct MessageId(int Partition, byte[] Bytes)
{
    /// <summary>Bytes: 80 random bits, and with the key's other characters no more than an allocation of 16 bytes holds.</summary>
    public const int Size = 10;
    private const string Prefix = "msg_";
    private const byte Version = 1;

    /// <summary>A new random id.</summary>
    public static MessageId New(int partition) => new(partition, RandomBytes.Next(Size));

    /// <summary>The same id for the same parts: what is made twice is stored once.</summary>
    public static MessageId FromParts(int partition, params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part.Length).Append(':').Append(part);
        }

        return new(partition, SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..Size]);
    }

    /// <summary>Reads the external form; false for anything this product did not make.</summary>
    public static bool TryParse(string text, out MessageId id)
    {
        id = default;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > 40 || !TryDecode(text[Prefix.Length..], out var bytes)
            || bytes.Length != Size + 3 || bytes[0] != Version)
        {
            return false;
        }

        id = new MessageId((bytes[1] << 8) | bytes[2], bytes[3..]);
        return true;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size + 3];
        bytes[0] = Version;
        bytes[1] = (byte)(Partition >> 8);
        bytes[2] = (byte)Partition;
        Bytes.CopyTo(bytes[3..]);
        return Prefix + Base58.Bitcoin.Encode(bytes);
    }

    public bool Equals(MessageId other) => Partition == other.Partition && Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override int GetHashCode() => BitConverter.ToInt32(Bytes, 0);

    // The decoder throws at what is not ASCII.
    private static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!Ascii.IsValid(text))
        {
            return false;
        }

        var buffer = new byte[64];
        bytes = Base58.Bitcoin.TryDecode(text, buffer, out var written) ? buffer[..written] : null;
        return bytes is not null;
    }
}
