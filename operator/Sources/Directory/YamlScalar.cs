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
    private const string NotPlainTag = "!";
    private static readonly HashSet<string> ValueTags = ["tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"];

    public static JsonNode? ToJson(YamlScalarNode node)
    {
        var text = node.Value ?? "";
        return IsText(node) ? JsonValue.Create(text) : FromPlain(text);
    }

    private static bool IsText(YamlScalarNode node)
    {
        var tag = node.Tag.IsEmpty ? "" : node.Tag.Value;
        return tag is TextTag or NotPlainTag || (node.Style is not ScalarStyle.Plain && !ValueTags.Contains(tag));
    }

    private static JsonNode? FromPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" => JsonValue.Create(true),
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" => JsonValue.Create(false),
        _ => (text[0] == '_' ? null : FromNumber(text.Replace("_", "", StringComparison.Ordinal))) ?? JsonValue.Create(text),
    };

    // YAML 1.1 and what Go adds: a leading 0 or 0o means octal, 0x hexadecimal, 0b binary, and underscores are for the eye.
    private static JsonNode? FromNumber(string text) => text switch
    {
        _ when OfBase().Match(text) is { Success: true } match && FromDigits(match) is { } number => JsonValue.Create(number),
        _ when Whole().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when Broken().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var broken) && double.IsFinite(broken) => JsonValue.Create(broken),
        _ => null,
    };

    private static long? FromDigits(Match match)
    {
        var radix = match.Groups["base"].Value switch { "x" or "X" => 16, "b" or "B" => 2, _ => 8 };
        try
        {
            var number = Convert.ToUInt64(match.Groups["digits"].Value, radix);
            return number > long.MaxValue ? null : match.Groups["sign"].Value == "-" ? -(long)number : (long)number;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return null; // digits that the base does not have
        }
    }

    [GeneratedRegex(@"\A(?<sign>[-+]?)0(?<base>[xXbBoO]?)(?<digits>[0-9a-fA-F]+)\z")]
    private static partial Regex OfBase();

    [GeneratedRegex(@"\A[-+]?(0|[1-9][0-9]*)\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Broken();
}
