using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Postrider.Operator.Sources.Directory;

/// <summary>Turns the documents of a YAML text into JSON.</summary>
internal sealed class YamlReader
{
    private const int MaxNodes = 100_000; // a few aliases of aliases would otherwise fill the memory
    private const int MaxDepth = 64;
    private int nodes;

    /// <summary>Every document that is not empty, with the line on which it begins.</summary>
    /// <exception cref="YamlException">The text is not YAML; it knows the line.</exception>
    public static IReadOnlyList<(JsonNode Document, long Line)> Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var reader = new YamlReader();
        return [.. stream.Documents.Select(document => (reader.ToJson(document.RootNode, 0), document.RootNode.Start.Line))
            .Where(document => document.Item1 is not null).Select(document => (document.Item1!, document.Line))];
    }

    private JsonNode? ToJson(YamlNode node, int depth)
    {
        if (++nodes > MaxNodes || depth > MaxDepth)
        {
            throw new YamlException(node.Start, node.End, "the document is too large or too deep");
        }

        return node switch
        {
            YamlScalarNode scalar => YamlScalar.ToJson(scalar),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Select(item => ToJson(item, depth + 1))]),
            YamlMappingNode mapping => new JsonObject(mapping.Select(entry => KeyValuePair.Create(Key(entry.Key), ToJson(entry.Value, depth + 1)))),
            _ => throw new YamlException(node.Start, node.End, "this kind of node is not supported"),
        };
    }

    private static string Key(YamlNode node) => node is YamlScalarNode { Value: { } text }
        ? text
        : throw new YamlException(node.Start, node.End, "a key must be a text");
}
