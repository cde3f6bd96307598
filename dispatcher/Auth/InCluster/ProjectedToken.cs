using System.Buffers.Text;
using System.Text.Json;

namespace Postrider.Dispatcher.Auth.InCluster;

/// <summary>
/// What a JWT says of itself, unproved: enough to tell that the API server need not be asked. What is no ServiceAccount's token for our
/// audience is never sent anywhere.
/// </summary>
internal sealed record ProjectedToken(DateTimeOffset ExpiresAt)
{
    private const int MaxLength = 16 * 1024;
    private const string Subject = "system:serviceaccount:";

    /// <summary>Null when it is no such token.</summary>
    public static ProjectedToken? Read(string text, string audience)
    {
        if (text.Length > MaxLength || text.Split('.') is not [var head, var claims, { Length: > 0 } signature] || !Base64Url.IsValid(signature))
        {
            return null;
        }

        using var header = ReadPart(head);
        using var payload = ReadPart(claims);
        return header is not null && payload is not null && Text(header.RootElement, "alg") is not null
            && Text(payload.RootElement, "sub")?.StartsWith(Subject, StringComparison.Ordinal) == true && IsFor(payload.RootElement, audience)
            && payload.RootElement.TryGetProperty("exp", out var expiry) && expiry.ValueKind == JsonValueKind.Number && expiry.TryGetInt64(out var seconds)
            && seconds is > 0 and < 100_000_000_000
            ? new(DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;
    }

    private static JsonDocument? ReadPart(string text)
    {
        try
        {
            var document = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // no JWT then
        }

        return null;
    }

    private static bool IsFor(JsonElement payload, string audience) => payload.TryGetProperty("aud", out var aud) && aud.ValueKind switch
    {
        JsonValueKind.String => aud.ValueEquals(audience),
        JsonValueKind.Array => aud.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals(audience)),
        _ => false,
    };

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
