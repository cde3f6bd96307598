using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Signing;

/// <summary>The signature of an arrival, read and checked by hand as a receiver would, with no tolerance for clocks.</summary>
internal sealed class ReceivedSignature
{
    private readonly Arrival arrival;
    private readonly string[] parts;

    public ReceivedSignature(Arrival arrival)
    {
        this.arrival = arrival;
        parts = arrival.Headers["Upstash-Signature"].Split('.');
    }

    public JsonElement Header => Json(parts[0]);

    public JsonElement Claims => Json(parts[1]);

    public long IssuedAt => Claims.GetProperty("iat").GetInt64();

    public string Jti => Claims.GetProperty("jti").GetString()!;

    /// <summary>Whether one of the keys signed it, for this URL and body, and it was valid when it arrived.</summary>
    public bool IsGood(string url, params string[] keys) => keys.Any(IsSignedBy) && Claims.GetProperty("iss").GetString() == "Upstash"
        && Claims.GetProperty("sub").GetString() == url && Claims.GetProperty("body").GetString()!.TrimEnd('=') == Base64Url.EncodeToString(SHA256.HashData(arrival.Body))
        && Claims.GetProperty("nbf").GetInt64() <= arrival.Time.ToUnixTimeSeconds() && Claims.GetProperty("exp").GetInt64() > arrival.Time.ToUnixTimeSeconds();

    public bool IsSignedBy(string key) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"))) == parts[2];

    private static JsonElement Json(string part) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part));
}
