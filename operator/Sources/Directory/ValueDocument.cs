using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Postrider.Operator.Sources.Directory;

/// <summary>Reads the values of a <c>v1</c> Secret, <c>data</c> in base64 and <c>stringData</c> as text, which comes first; and those of a ConfigMap.</summary>
internal static class ValueDocument
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The texts of a <c>v1</c> ConfigMap by key.</summary>
    public static IReadOnlyDictionary<string, string?> ReadConfigMap(JsonObject content) =>
        Entries(content["data"]).ToDictionary(entry => entry.Key, string? (entry) => entry.Value, StringComparer.Ordinal);

    /// <summary>Values by key; null for one that is not base64 or not text.</summary>
    public static IReadOnlyDictionary<string, string?> ReadSecret(JsonObject content)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in Entries(content["data"]))
        {
            values[key] = Decode(value);
        }

        foreach (var (key, value) in Entries(content["stringData"]))
        {
            values[key] = value;
        }

        return values;
    }

    /// <summary>A sentence for each value that is no text: a number that is read as one would be another text than the one that was written.</summary>
    public static IEnumerable<string> Problems(JsonObject content) =>
        from field in new[] { "data", "stringData" }
        from entry in content[field] as JsonObject ?? []
        where entry.Value?.GetValueKind() is not JsonValueKind.String
        select $"{field}.{entry.Key} must be a string (quote it)";

    private static IEnumerable<(string Key, string Value)> Entries(JsonNode? node) => node is JsonObject map
        ? map.Where(entry => entry.Value?.GetValueKind() is JsonValueKind.String).Select(entry => (entry.Key, entry.Value!.GetValue<string>()))
        : [];

    private static string? Decode(string value)
    {
        try
        {
            return StrictUtf8.GetString(Convert.FromBase64String(value));
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}
