using System.Text.Json.Nodes;
using Postrider.Core.Model;

namespace Postrider.Operator.Runtime;

/// <summary>Reads the metadata of an object from the API server.</summary>
internal static class RawMetadata
{
    public static ResourceName Name(JsonObject item) => new(Text(item, "namespace") ?? "", Text(item, "name") ?? "");

    public static string? Text(JsonObject item, string field) =>
        item["metadata"]?[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static long Generation(JsonObject item) =>
        item["metadata"]?["generation"] is JsonValue value && value.TryGetValue<long>(out var number) ? number : 0;

    public static IReadOnlyDictionary<string, string> Labels(JsonObject item) =>
        item["metadata"]?["labels"] is JsonObject labels
            ? labels.ToDictionary(label => label.Key, label => label.Value?.ToString() ?? "", StringComparer.Ordinal)
            : [];

    /// <summary>The resource version as a number, to tell the older of two of one object; null when it is none.</summary>
    public static long? Version(JsonObject item) => long.TryParse(Text(item, "resourceVersion"), out var number) ? number : null;
}
