using System.Globalization;
using System.Text.RegularExpressions;

namespace Postrider.Core.Decisions;

/// <summary>When a failed response asks to be tried again: a number of seconds, an HTTP date or a Go duration.</summary>
public static partial class RetryAfter
{
    /// <summary>Headers that say so, the first that is there and readable counts.</summary>
    public static readonly string[] Headers = ["Retry-After", "X-RateLimit-Reset", "X-RateLimit-Reset-Requests", "X-RateLimit-Reset-Tokens"];

    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    /// <summary>The delay from now; a past date is zero. Null when unreadable, negative or more than a day.</summary>
    public static TimeSpan? Read(string value, DateTimeOffset now)
    {
        value = value.Trim();
        var delay = Seconds(value) ?? Date(value, now) ?? GoDuration(value);
        return delay is { } found && found >= TimeSpan.Zero && found <= Most ? found : null;
    }

    private static TimeSpan? Seconds(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 1e9 ? TimeSpan.FromSeconds(seconds) : null;

    private static TimeSpan? Date(string value, DateTimeOffset now) =>
        DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? TimeSpan.FromTicks(Math.Max(0, (date - now).Ticks))
            : null;

    // Its micro is the sign of that name or the Greek letter.
    private static TimeSpan? GoDuration(string value)
    {
        if (value.Length > 64 || !Whole().IsMatch(value))
        {
            return null;
        }

        var seconds = Part().Matches(value).Sum(part => double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * part.Groups[2].Value switch
        {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            "ms" => 1e-3,
            "us" or "\u00b5s" or "\u03bcs" => 1e-6,
            _ => 1e-9,
        });
        return seconds <= 1e9 ? TimeSpan.FromSeconds(seconds) : null;
    }

    [GeneratedRegex(@"\A(\d+(\.\d+)?(ns|[u\u00b5\u03bc]s|ms|s|m|h))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(ns|[u\u00b5\u03bc]s|ms|s|m|h)", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
