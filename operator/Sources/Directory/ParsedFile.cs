using System.Text.Json.Nodes;
using YamlDotNet.Core;

namespace Postrider.Operator.Sources.Directory;

/// <summary>What a file says, or why it cannot be read.</summary>
/// <param name="Problem">A sentence that names file and line; null when the file is fine.</param>
internal sealed record ParsedFile(IReadOnlyList<Document> Documents, string? Problem)
{
    private const string DefaultNamespace = "default";

    public static ParsedFile Parse(string file, string text)
    {
        try
        {
            return new ParsedFile([.. YamlReader.Read(text).Select(document => Read(file, document.Document, document.Line))], null);
        }
        catch (YamlException exception)
        {
            return Broken($"{file}:{exception.Start.Line}: {Innermost(exception)}");
        }
        catch (FormatException exception)
        {
            return Broken(exception.Message);
        }
    }

    public static ParsedFile Broken(string problem) => new([], problem);

    private static Document Read(string file, JsonNode node, long line)
    {
        var content = node as JsonObject ?? throw new FormatException($"{file}:{line}: the document is not a map");
        var version = Text(content["apiVersion"]) ?? throw new FormatException($"{file}:{line}: the document has no apiVersion");
        var kind = Text(content["kind"]) ?? throw new FormatException($"{file}:{line}: the document has no kind");
        var metadata = content["metadata"] as JsonObject;
        var name = Text(metadata?["name"]) ?? throw new FormatException($"{file}:{line}: the {kind} has no metadata.name");
        if (metadata!["namespace"] is null)
        {
            metadata["namespace"] = DefaultNamespace;
        }

        return new Document(file, line, $"{version}/{kind}", new(Text(metadata["namespace"]) ?? DefaultNamespace, name), content);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static string Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception.Message.TrimEnd('.');
}
