using System.Text;
using System.Text.Json.Nodes;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>A Secret as it was read: nothing when there is none that may be used. A class, not a record: it must not print its values.</summary>
internal sealed class SecretContent
{
    // Throws on bytes that are no text, instead of replacing them.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Dictionary<string, string>? data;

    private SecretContent(Dictionary<string, string>? data) => this.data = data;

    /// <summary>Takes an object of the API server, or null for none.</summary>
    public static SecretContent Of(JsonObject? secret) => new(secret is null || !SecretUse.IsAllowed(secret)
        ? null
        : (secret["data"] as JsonObject ?? []).ToDictionary(entry => entry.Key, entry => entry.Value?.ToString() ?? "", StringComparer.Ordinal));

    public SecretReading Read(string key)
    {
        if (data is null)
        {
            return new SecretReading.SecretNotFound();
        }

        return data.TryGetValue(key, out var value) && Decode(value) is { } text ? new SecretReading.Found(text) : new SecretReading.SecretKeyNotFound();
    }

    /// <summary>Whether both say the same.</summary>
    public bool SaysSameAs(SecretContent other) => data is null || other.data is null
        ? data is null && other.data is null
        : data.Count == other.data.Count && data.All(entry => other.data.TryGetValue(entry.Key, out var value) && value == entry.Value);

    private static string? Decode(string base64)
    {
        try
        {
            return Strict.GetString(Convert.FromBase64String(base64));
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}
