using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Postrider.Operator.Sources.Directory;

/// <summary>Turns a document of a YAML text into JSON, with anchors and merge keys resolved as kubectl does.</summary>
internal sealed class YamlReader
{
    private const int MaxNodes = 100_000; // per document: a few aliases of aliases would otherwise fill the memory
    private const string MergeKey = "<<";
    private int nodes;

    /// <summary>Every document that is not empty.</summary>
    /// <exception cref="YamlException">The text is not YAML; it knows the line.</exception>
    public static IReadOnlyList<YamlDocument> Read(string text)
    {
        var stream = new YamlStream();
        var parser = new ShallowParser(new Parser(new SteadyScanner(new Scanner(new StringReader(text)))));
        try
        {
            stream.Load(parser);
        }
        catch (InvalidOperationException) // what the parser throws for a bracket that is still open where a key of the document comes
        {
            throw new YamlException(parser.Place, parser.Place, "a { or [ on this line, or before it, is not closed");
        }
        catch (SyntaxErrorException exception) when (exception.Start.Equals(Mark.Empty))
        {
            throw new YamlException(parser.Place, parser.Place, exception.Message);
        }

        return [.. stream.Documents.Select(document => document.RootNode).Select(Read).OfType<YamlDocument>()];
    }

    private static YamlDocument? Read(YamlNode root) => new YamlReader().ToJson(root, 0) is { } json ? new(json, root.Start.Line, ItemLines(root)) : null;

    private static IReadOnlyList<long> ItemLines(YamlNode root) =>
        root is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode("items"), out var items) && items is YamlSequenceNode list
            ? [.. list.Select(item => item.Start.Line)]
            : [];

    private JsonNode? ToJson(YamlNode node, int depth)
    {
        if (++nodes > MaxNodes || depth > ShallowParser.MaxDepth)
        {
            throw new YamlException(node.Start, node.End, $"the document is larger than {MaxNodes} values or deeper than {ShallowParser.MaxDepth} levels");
        }

        return node switch
        {
            YamlScalarNode scalar => YamlScalar.ToJson(scalar),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Select(item => ToJson(item, depth + 1))]),
            YamlMappingNode mapping => ToObject(mapping, depth),
            _ => throw new YamlException(node.Start, node.End, "this kind of node is not supported"),
        };
    }

    private JsonObject ToObject(YamlMappingNode mapping, int depth)
    {
        var result = new JsonObject();
        foreach (var (key, value) in mapping.Where(entry => !IsMerge(entry.Key)))
        {
            // 'name' and '!!str name' are different to YAML and the same to JSON.
            if (!result.TryAdd(Key(key), ToJson(value, depth + 1)))
            {
                throw new YamlException(key.Start, key.End, $"the key {Key(key)} is there twice");
            }
        }

        foreach (var (key, value) in mapping.Where(entry => IsMerge(entry.Key)).SelectMany(entry => Merged(entry.Value, depth)))
        {
            result.TryAdd(key, value); // what the map says itself comes first, then the earlier of several
        }

        return result;
    }

    private IEnumerable<KeyValuePair<string, JsonNode?>> Merged(YamlNode source, int depth) => source switch
    {
        YamlMappingNode map => ToObject(map, depth + 1).Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone())),
        YamlSequenceNode list when list.All(item => item is YamlMappingNode) => list.SelectMany(item => Merged(item, depth)),
        _ => throw new YamlException(source.Start, source.End, $"{MergeKey} needs a map or a list of maps"),
    };

    private static bool IsMerge(YamlNode key) => key is YamlScalarNode { Value: MergeKey, Style: ScalarStyle.Plain };

    // A key that is a number or true or false is the text of that, as kubectl makes it.
    private static string Key(YamlNode node) => (node is YamlScalarNode scalar ? YamlScalar.ToJson(scalar) : null) switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value => value.ToJsonString(),
        _ => throw new YamlException(node.Start, node.End, "a key must be a text"),
    };
}
