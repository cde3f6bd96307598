using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Postrider.Operator.Manifests;

/// <summary>JSON as YAML, with the fields in their order.</summary>
internal static class YamlText
{
    // Words that some YAML version reads as a bool or as null.
    private static readonly HashSet<string> Reserved = new(["true", "false", "null", "yes", "no", "on", "off", "y", "n"], StringComparer.OrdinalIgnoreCase);

    public static string Write(JsonNode json)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        new YamlStream(new YamlDocument(ToYaml(json))).Save(emitter, assignAnchors: false);
        return WithoutDocumentEnd(text.ToString());
    }

    private static YamlNode ToYaml(JsonNode? json) => json switch
    {
        JsonObject fields => new YamlMappingNode(fields.Select(field => KeyValuePair.Create<YamlNode, YamlNode>(Text(field.Key), ToYaml(field.Value)))),
        JsonArray items => new YamlSequenceNode(items.Select(ToYaml)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>()),
        _ => new YamlScalarNode(json?.ToJsonString() ?? "null"),
    };

    // Plain only where no YAML parser could read it as anything but this string.
    private static YamlScalarNode Text(string text) => new(text) { Style = IsPlain(text) ? ScalarStyle.Plain : ScalarStyle.SingleQuoted };

    private static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && !Reserved.Contains(text)
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '/' or '-');

    private static string WithoutDocumentEnd(string text) => text.EndsWith("...\n", StringComparison.Ordinal) ? text[..^4] : text;
}
