using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace Postrider.Dispatcher.Signing;

/// <summary>The JWT of one attempt: HS256 over the exact URL and the hash of the exact body; good for 300 s.</summary>
internal static class DeliverySignature
{
    private const int LifetimeSeconds = 300;
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    public static string Create(string key, string url, ReadOnlySpan<byte> body, DateTimeOffset now, string jti)
    {
        var issuedAt = now.ToUnixTimeSeconds();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        var payload = $$"""
            {"iss":"Upstash","sub":"{{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(url)}}","exp":{{issuedAt + LifetimeSeconds}},"nbf":0,"iat":{{issuedAt}},"jti":"{{jti}}","body":"{{Base64Url.EncodeToString(hash)}}"}
            """;
        var signed = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed), hash);
        return $"{signed}.{Base64Url.EncodeToString(hash)}";
    }
}
