using System.Text.RegularExpressions;

namespace Postrider.Core.Decisions;

/// <summary>Durations of resources: one to four parts of digits and h, m, s or ms, such as <c>1h30m</c>.</summary>
public static partial class ResourceDuration
{
    public const string Pattern = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";

    /// <summary>Milliseconds of <paramref name="text"/>; null when it does not have the form.</summary>
    public static long? ParseMs(string text)
    {
        if (!Whole().IsMatch(text))
        {
            return null;
        }

        return Part().Matches(text).Sum(part => long.Parse(part.Groups[1].ValueSpan) * part.Groups[2].Value switch
        {
            "h" => 3_600_000L,
            "m" => 60_000L,
            "s" => 1_000L,
            _ => 1L,
        });
    }

    [GeneratedRegex(@"\A([0-9]{1,5}(h|ms|m|s)){1,4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex("([0-9]{1,5})(h|ms|m|s)", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
