using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Postrider.Dispatcher.Signing;

namespace Postrider.Dispatcher.Tests.Signing;

public sealed class DeliverySignatureTests
{
    private const string Key = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Theory]
    [InlineData("https://a.example", "")]
    [InlineData("https://a.example/x?y=1&z=%2F+'\"\\<ü>", "body")]
    public void A_receiver_can_verify_it_by_hand(string url, string body)
    {
        var parts = DeliverySignature.Create(Key, url, Encoding.UTF8.GetBytes(body), Now, "jwt_1").Split('.');
        Assert.Equal(3, parts.Length);
        Assert.Equal(Encoded(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"))), parts[2]);
        var header = Json(parts[0]);
        Assert.Equal(("HS256", "JWT"), (header.GetProperty("alg").GetString(), header.GetProperty("typ").GetString()));
        var claims = Json(parts[1]);
        Assert.Equal(("Upstash", url, "jwt_1"), (claims.GetProperty("iss").GetString(), claims.GetProperty("sub").GetString(), claims.GetProperty("jti").GetString()));
        Assert.Equal((1_700_000_000, 1_700_000_300, 0), (claims.GetProperty("iat").GetInt64(), claims.GetProperty("exp").GetInt64(), claims.GetProperty("nbf").GetInt64()));
        Assert.Equal(Encoded(SHA256.HashData(Encoding.UTF8.GetBytes(body))), claims.GetProperty("body").GetString());
    }

    [Fact]
    public void Another_key_url_or_body_signs_differently()
    {
        string[] signatures =
        [
            Sign(Key, "https://a.example", "body"), Sign("sig_other", "https://a.example", "body"), Sign(Key, "https://b.example", "body"), Sign(Key, "https://a.example", "bodz"),
        ];
        Assert.Equal(4, signatures.Select(signature => signature.Split('.')[2]).Distinct().Count());
    }

    private static string Sign(string key, string url, string body) => DeliverySignature.Create(key, url, Encoding.UTF8.GetBytes(body), Now, "jwt_1");

    private static string Encoded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static JsonElement Json(string part) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part));
}
