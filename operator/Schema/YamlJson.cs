using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Postrider.Operator.Schema;

/// <summary>Reads YAML as JSON, with the meaning that kubectl and the API server give to unquoted words: YAML 1.1.</summary>
public static partial class YamlJson
{
    private const int MaxNodes = 100_000; // aliases of aliases could otherwise grow without end
    private const int MaxDepth = 100; // an alias may hold itself

    /// <summary>The documents of a text; null for an empty one.</summary>
    /// <exception cref="YamlException">The text is not YAML, repeats a key, or is too deep or too large.</exception>
    public static IReadOnlyList<JsonNode?> ReadDocuments(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var budget = MaxNodes;
        return [.. stream.Documents.Select(document => Convert(document.RootNode, MaxDepth, ref budget))];
    }

    private static JsonNode? Convert(YamlNode node, int depth, ref int budget)
    {
        if (depth == 0 || budget-- == 0)
        {
            throw new YamlException(node.Start, node.End, "the document is too deep or too large");
        }

        return node switch
        {
            YamlMappingNode map => ConvertMap(map, depth, ref budget),
            YamlSequenceNode list => ConvertList(list, depth, ref budget),
            YamlScalarNode scalar => ConvertScalar(scalar),
            _ => throw new YamlException(node.Start, node.End, "an alias that refers to nothing"),
        };
    }

    private static JsonObject ConvertMap(YamlMappingNode map, int depth, ref int budget)
    {
        var json = new JsonObject();
        foreach (var (key, value) in map.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? throw new YamlException(key.Start, key.End, "a key must be a string");
            if (!json.TryAdd(name, Convert(value, depth - 1, ref budget)))
            {
                throw new YamlException(key.Start, key.End, $"key \"{name}\" is already set");
            }
        }

        return json;
    }

    private static JsonArray ConvertList(YamlSequenceNode list, int depth, ref int budget)
    {
        var json = new JsonArray();
        foreach (var item in list.Children)
        {
            json.Add(Convert(item, depth - 1, ref budget));
        }

        return json;
    }

    private static JsonNode? ConvertScalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain || scalar.Tag == "tag:yaml.org,2002:str")
        {
            return text;
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            _ when True().IsMatch(text) => true,
            _ when False().IsMatch(text) => false,
            _ => ConvertNumber(text) ?? text,
        };
    }

    private static JsonNode? ConvertNumber(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return Octal().IsMatch(text) ? System.Convert.ToInt64(text, 8) : whole;
        }

        return Decimal().IsMatch(text) && double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Shortest(number) : null;
    }

    // JSON knows one kind of number: 5.0 is 5.
    private static JsonNode Shortest(double number) =>
        Math.Abs(number) < 1e15 && number == Math.Truncate(number) ? (long)number : number;

    [GeneratedRegex(@"\A(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)\z")]
    private static partial Regex True();

    [GeneratedRegex(@"\A(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)\z")]
    private static partial Regex False();

    [GeneratedRegex(@"\A0[0-7]{1,20}\z")]
    private static partial Regex Octal();

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Decimal();
}
