using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Postrider.Dispatcher.Signing;

/// <summary>The JWT of one attempt: HS256 over the exact URL and the hash of the exact body; good for 300 s. Written as bytes, for every delivery makes one.</summary>
internal static class DeliverySignature
{
    private const int LifetimeSeconds = 300;
    private const int ClaimBytes = 256; // of all claims but the URL and the id

    // Setting up a key costs as much as signing; most messages in a row are of one namespace.
    [ThreadStatic]
    private static (string Key, IncrementalHash Mac)? lastMac;

    private static readonly byte[] Header = Encoding.ASCII.GetBytes(Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8) + ".");

    public static string Create(string key, string url, ReadOnlySpan<byte> body, DateTimeOffset now, string jti)
    {
        var subject = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(url);
        var claims = ArrayPool<byte>.Shared.Rent(ClaimBytes + Encoding.UTF8.GetMaxByteCount(subject.Length) + jti.Length);
        var token = ArrayPool<byte>.Shared.Rent(Header.Length + Base64Url.GetEncodedLength(claims.Length) + 64);
        try
        {
            var claimBytes = WriteClaims(claims, subject, body, now.ToUnixTimeSeconds(), jti);
            Header.CopyTo(token, 0);
            var signed = Header.Length + Base64Url.EncodeToUtf8(claims.AsSpan(0, claimBytes), token.AsSpan(Header.Length));
            return Encoding.ASCII.GetString(token, 0, Sign(key, token, signed));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(claims);
            ArrayPool<byte>.Shared.Return(token);
        }
    }

    private static int WriteClaims(byte[] to, string subject, ReadOnlySpan<byte> body, long issuedAt, string jti)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        Span<char> bodyHash = stackalloc char[Base64Url.GetEncodedLength(hash.Length)];
        Base64Url.EncodeToChars(hash, bodyHash);
        Utf8.TryWrite(
            to, $$"""{"iss":"Upstash","sub":"{{subject}}","exp":{{issuedAt + LifetimeSeconds}},"nbf":0,"iat":{{issuedAt}},"jti":"{{jti}}","body":"{{bodyHash}}"}""", out var written);
        return written;
    }

    // Appends a dot and the signature, and returns where the token ends.
    private static int Sign(string key, byte[] token, int signed)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var mac = MacOf(key);
        mac.AppendData(token.AsSpan(0, signed));
        mac.GetHashAndReset(hash);
        token[signed] = (byte)'.';
        return signed + 1 + Base64Url.EncodeToUtf8(hash, token.AsSpan(signed + 1));
    }

    private static IncrementalHash MacOf(string key)
    {
        if (lastMac is not { } last || last.Key != key)
        {
            lastMac?.Mac.Dispose();
            lastMac = last = (key, IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key)));
        }

        return last.Mac;
    }
}
