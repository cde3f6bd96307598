using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Postrider.Core.Store;

/// <summary>A 16-byte hash of what must not come twice, and for how long.</summary>
public sealed record Deduplication
{
    /// <summary>1 min, 10 min, 1 h, 24 h, 7 d in ms: one stream each, so that a long window never keeps the entries of a short one.</summary>
    internal static readonly IReadOnlyList<long> WindowClasses = [60_000, 600_000, 3_600_000, 86_400_000, 604_800_000];

    public required byte[] Hash { get; init; }

    public required long WindowMs { get; init; }

    /// <summary>The shortest of <see cref="WindowClasses"/> that holds the window.</summary>
    public long WindowClass => WindowClasses.FirstOrDefault(end => WindowMs <= end, WindowClasses[^1]);

    /// <summary>By an id that the publisher chose; for a Topic it counts per subscriber.</summary>
    public static Deduplication ById(string ns, string id, string subscriber, long windowMs) =>
        new() { Hash = HashOf(1, [ns, id, subscriber], default), WindowMs = windowMs };

    /// <summary>By destination, body, content type and forwarded headers.</summary>
    public static Deduplication ByContent(
        string ns, string destination, string? contentType, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body, long windowMs)
    {
        var parts = new List<string> { ns, destination, contentType ?? "" };
        foreach (var header in headers.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            parts.Add(header.Key.ToLowerInvariant());
            parts.Add(header.Value);
        }

        return new() { Hash = HashOf(2, parts, body), WindowMs = windowMs };
    }

    // Length-prefixed with a domain byte in front: no two inputs share one text.
    private static byte[] HashOf(byte domain, IReadOnlyList<string> parts, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([domain]);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        hash.AppendData(body);
        return hash.GetHashAndReset()[..16];
    }
}
