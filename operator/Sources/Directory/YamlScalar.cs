using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Postrider.Operator.Sources.Directory;

/// <summary>Gives a YAML scalar the JSON type that kubectl gives it.</summary>
internal static partial class YamlScalar
{
    private const string TextTag = "tag:yaml.org,2002:str";

    public static JsonNode? ToJson(YamlScalarNode node)
    {
        var text = node.Value ?? "";
        var isText = node.Style is not ScalarStyle.Plain || (!node.Tag.IsEmpty && node.Tag.Value == TextTag);
        return isText ? JsonValue.Create(text) : FromPlain(text);
    }

    private static JsonNode? FromPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" => JsonValue.Create(true),
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" => JsonValue.Create(false),
        _ => FromNumber(text.Replace("_", "", StringComparison.Ordinal)) ?? JsonValue.Create(text),
    };

    // YAML 1.1: a leading 0 means octal, 0x hexadecimal, and underscores are for the eye.
    private static JsonNode? FromNumber(string text) => text switch
    {
        _ when Hexadecimal().IsMatch(text) => JsonValue.Create(Convert.ToInt64(text, 16)),
        _ when Octal().IsMatch(text) => JsonValue.Create(Convert.ToInt64(text, 8)),
        _ when Whole().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when Broken().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var broken) && double.IsFinite(broken) => JsonValue.Create(broken),
        _ => null,
    };

    [GeneratedRegex(@"\A0x[0-9a-fA-F]{1,15}\z")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"\A0[0-7]{1,20}\z")]
    private static partial Regex Octal();

    [GeneratedRegex(@"\A[-+]?(0|[1-9][0-9]*)\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Broken();
}
