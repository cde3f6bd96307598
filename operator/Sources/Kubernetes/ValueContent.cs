using System.Text;
using System.Text.Json.Nodes;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>A Secret or a ConfigMap as it was read: nothing when there is none that may be used. A class, not a record: it must not print its values.</summary>
internal sealed class ValueContent
{
    // Throws on bytes that are no text, instead of replacing them.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Dictionary<string, string>? data;
    private readonly bool isBase64;

    private ValueContent(JsonObject? content, bool isBase64) => (data, this.isBase64) = (
        content is null ? null : (content["data"] as JsonObject ?? []).ToDictionary(entry => entry.Key, entry => entry.Value?.ToString() ?? "", StringComparer.Ordinal), isBase64);

    /// <summary>Takes a Secret of the API server, or null for none.</summary>
    public static ValueContent OfSecret(JsonObject? secret) => new(secret is null || !SecretUse.IsAllowed(secret) ? null : secret, isBase64: true);

    /// <summary>Takes a ConfigMap of the API server, or null for none. What is not text in it is not looked at.</summary>
    public static ValueContent OfConfigMap(JsonObject? map) => new(map, isBase64: false);

    public ValueReading Read(string key)
    {
        if (data is null)
        {
            return new ValueReading.NotFound();
        }

        return data.TryGetValue(key, out var value) && (isBase64 ? Decode(value) : value) is { } text ? new ValueReading.Found(text) : new ValueReading.KeyNotFound();
    }

    /// <summary>Whether both say the same.</summary>
    public bool SaysSameAs(ValueContent other) => data is null || other.data is null
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
