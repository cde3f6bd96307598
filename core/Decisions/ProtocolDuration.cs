using System.Globalization;

namespace Postrider.Core.Decisions;

/// <summary>Durations of the wire: a bare number of seconds, or parts with s, m, h, d such as <c>1d10h30m</c>; a part may have a fraction.</summary>
public static class ProtocolDuration
{
    /// <summary>What any longer duration counts as, a hundred years: beyond every limit, and still safe to calculate with.</summary>
    public const long MostMicros = 100L * 365 * 86_400 * 1_000_000;

    /// <summary>Microseconds; null when it does not have the form.</summary>
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

            if (!TryNumber(text.AsSpan(start, at - start), out var number))
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

        return (long)Math.Min(Math.Round(seconds * 1e6), MostMicros);
    }

    // The framework also reads `1.` and `.5`.
    private static bool TryNumber(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        return text.Length > 0 && text[0] != '.' && text[^1] != '.' && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
