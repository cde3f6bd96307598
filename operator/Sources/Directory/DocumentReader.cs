using System.Text.Json.Nodes;
using Postrider.Operator.Api;

namespace Postrider.Operator.Sources.Directory;

/// <summary>
/// Tells documents of ours from others, takes lists apart, and finds a name. A version or kind of our group that does not exist is a
/// mistake, not somebody else's document: ignoring it would take down what is live.
/// </summary>
internal static class DocumentReader
{
    private const string DefaultNamespace = "default";
    private const string ListSuffix = "List";
    private static readonly string[] Kinds = [Endpoint.KubeKind, Topic.KubeKind, Schedule.KubeKind];
    private static readonly string[] Fields = ["apiVersion", "kind", "metadata", "spec"];

    public static IEnumerable<DocumentReading> Read(string file, YamlDocument document)
    {
        if (document.Document is not JsonObject content)
        {
            return [Wrong(file, document.Line, "the document is not a map")];
        }

        if (!IsList(content))
        {
            return [Read(file, document.Line, content, null)];
        }

        return content["items"] is JsonArray items && items.All(item => item is JsonObject)
            ? items.Select((item, index) => Read(file, document.ItemLines[index], (JsonObject)item!, KindOfItems(content)))
            : [Wrong(file, document.Line, "items must be a list of maps")];
    }

    private static DocumentReading Read(string file, long line, JsonObject content, (string Version, string Kind)? itemOf)
    {
        var (version, kind) = (Text(content["apiVersion"]) ?? itemOf?.Version, Text(content["kind"]) ?? itemOf?.Kind);
        return (version, kind) switch
        {
            _ when !Fields.Any(content.ContainsKey) => new(Other: $"The document at {file}:{line}"), // values of a chart, for example
            (null, _) => Wrong(file, line, "the document has no apiVersion"),
            (_, null) => Wrong(file, line, "the document has no kind"),
            _ when IsOurs(version) && !(version == ApiGroup.GroupVersion && Kinds.Contains(kind)) => Wrong(
                file, line, $"{version} {kind} does not exist; {ApiGroup.GroupVersion} has {string.Join(", ", Kinds)}"),
            _ when IsOurs(version) || $"{version}/{kind}" is Catalog.Secret or Catalog.ConfigMap => Named(file, line, $"{version}/{kind}", content),
            _ => new(Other: $"{version}/{kind} at {file}:{line}"),
        };
    }

    private static DocumentReading Named(string file, long line, string kind, JsonObject content)
    {
        var metadata = content["metadata"] as JsonObject;
        if (Text(metadata?["name"]) is not { } name)
        {
            var what = metadata?["name"] is JsonValue ? "a metadata.name that is no text: quote it" : "no metadata.name";
            return Wrong(file, line, $"the {kind[(kind.LastIndexOf('/') + 1)..]} has {what}");
        }

        if (metadata!["namespace"] is not { } given || (given is JsonValue value && value.TryGetValue<string>(out var space) && space.Length == 0))
        {
            metadata["namespace"] = DefaultNamespace;
        }

        return new(new Document(file, line, kind, new(Text(metadata["namespace"]) ?? DefaultNamespace, name), content));
    }

    private static bool IsList(JsonObject content) =>
        Text(content["kind"])?.EndsWith(ListSuffix, StringComparison.Ordinal) is true && Text(content["apiVersion"]) is { } version
        && (version == "v1" || IsOurs(version));

    // v1 List holds anything; the lists of our kinds, of Secrets and of ConfigMaps leave out what their items are.
    private static (string Version, string Kind)? KindOfItems(JsonObject list) => Text(list["kind"])! is { Length: > 4 } kind
        ? (Text(list["apiVersion"])!, kind[..^ListSuffix.Length])
        : null;

    private static bool IsOurs(string? version) =>
        version is not null && (version + "/").StartsWith(ApiGroup.Name + "/", StringComparison.OrdinalIgnoreCase);

    private static DocumentReading Wrong(string file, long line, string problem) => new(Problem: $"{file}:{line}: {problem}");

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
