using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Postrider.Demo.Receiving;

/// <summary>Verifies an Upstash-Signature as an application would: who signed it, for which URL, until when, over which body.</summary>
internal static class SignatureCheck
{
    private static readonly string[] Keys = [DevelopmentKeys.CurrentSigningKey, DevelopmentKeys.NextSigningKey];

    /// <summary>What is wrong, or null when the signature is good.</summary>
    public static string? Problem(string? token, string url, byte[] body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(token))
        {
            return "unsigned";
        }

        if (token.Split('.') is not [var header, var payload, var signature])
        {
            return "not a JWT";
        }

        try
        {
            return KeyProblem($"{header}.{payload}", signature)
                ?? HeaderProblem(Parse(header))
                ?? ClaimProblem(Parse(payload), url, body, now);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "not a JWT";
        }
    }

    private static string? KeyProblem(string signed, string signature)
    {
        var given = Base64Url.DecodeFromChars(signature);
        return Keys.Any(key => CryptographicOperations.FixedTimeEquals(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed)), given)) ? null : "wrong key";
    }

    private static string? HeaderProblem(JsonElement header) =>
        header.GetProperty("alg").GetString() == "HS256" ? null : "wrong algorithm";

    private static string? ClaimProblem(JsonElement claims, string url, byte[] body, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        return claims.GetProperty("iss").GetString() != "Upstash" ? "wrong issuer"
            : claims.GetProperty("sub").GetString() is var subject && subject != url && subject + "/" != url ? "wrong URL"
            : claims.GetProperty("exp").GetInt64() < seconds ? "expired"
            : claims.GetProperty("nbf").GetInt64() > seconds ? "not valid yet"
            : claims.GetProperty("body").GetString()?.TrimEnd('=') != Base64Url.EncodeToString(SHA256.HashData(body)) ? "wrong body"
            : null;
    }

    private static JsonElement Parse(string part) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part));
}
