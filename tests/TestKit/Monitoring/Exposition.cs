using System.Text.RegularExpressions;

namespace Postrider.TestKit.Monitoring;

/// <summary>Reads the Prometheus text format.</summary>
public static partial class Exposition
{
    /// <summary>Every metric once, by name, without the labels that only say which bucket of a histogram it is.</summary>
    public static IReadOnlyList<Metric> Read(string text)
    {
        var helps = Help().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);
        return [.. Type().Matches(text).Select(match => match.Groups)
            .Select(groups => new Metric(groups[1].Value, groups[2].Value, LabelsOf(text, groups[1].Value), helps.GetValueOrDefault(groups[1].Value, "")))
            .OrderBy(metric => metric.Name, StringComparer.Ordinal)];
    }

    /// <summary>The value of a metric without labels, which are written as <c>{}</c>; null when it is not there.</summary>
    public static double? Value(string text, string name) => Regex.Match(text, $$"""^{{name}}\{\} (.+)$""", RegexOptions.Multiline) is { Success: true } match
        ? double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)
        : null;

    private static string LabelsOf(string text, string name) => string.Join(
        ", ", Regex.Matches(text, $$"""^{{name}}(_bucket)?\{(.*)\} """, RegexOptions.Multiline).SelectMany(match => Label().Matches(match.Groups[2].Value)).Select(match => match.Groups[1].Value)
            .Where(label => label != "le").Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex("^# TYPE (\\S+) (\\S+)$", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex("^# HELP (\\S+) (.*)$", RegexOptions.Multiline)]
    private static partial Regex Help();

    [GeneratedRegex("([a-z_]+)=\"")]
    private static partial Regex Label();
}
