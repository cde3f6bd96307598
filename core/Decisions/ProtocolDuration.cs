using System.Globalization;

namespace Postrider.Core.Decisions;

/// <summary>Durations of the wire: a bare number of seconds, or parts with s, m, h, d such as <c>1d10h30m</c>; a part may have a fraction.</summary>
public static class ProtocolDuration
{
    private const double MaxSeconds = 3650d * 86400;

    /// <summary>Microseconds; null when it does not have the form or is longer than ten years.</summary>
    public static long? ParseMicros(string text)
    {
        text = text.Trim();
        if (text.Length is 0 or > 64)
        {
            return null;
        }

        var seconds = 0d;
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
            {
                at++;
            }

            if (start == at || !double.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            double? unit = at == text.Length && start == 0 ? 1 : at == text.Length ? null : text[at++] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => null };
            if (unit is null)
            {
                return null;
            }

            seconds += number * unit.Value;
        }

        return seconds <= MaxSeconds ? (long)Math.Round(seconds * 1e6) : null;
    }
}
