using System.Diagnostics.CodeAnalysis;

namespace Postrider.Core.Decisions;

/// <summary>A cron expression as the protocol writes it: five fields in UTC, or behind <c>CRON_TZ=zone</c> in another time zone.</summary>
/// <param name="Text">As it was written, without blanks around it.</param>
/// <param name="Cron">The fields.</param>
/// <param name="TimeZone">IANA name.</param>
public sealed record CronText(string Text, string Cron, string TimeZone)
{
    private const string ZonePrefix = "CRON_TZ=";
    private const string Utc = "UTC";

    /// <summary>How the protocol writes <paramref name="cron"/> in <paramref name="timeZone"/>.</summary>
    public static string Write(string cron, string timeZone) => timeZone == Utc ? cron : $"{ZonePrefix}{timeZone} {cron}";

    /// <summary>Reads it; <paramref name="error"/> is one sentence, and one that never fires after <paramref name="now"/> is an error too.</summary>
    public static bool TryParse(string text, DateTimeOffset now, [NotNullWhen(true)] out CronText? cron, [NotNullWhen(false)] out string? error)
    {
        var split = Split(text.Trim());
        error = CronClock.TryDeclare(split.Cron, split.TimeZone, out var clock, out var problem) && clock.Next(now) is null ? $"'{split.Text}' never fires" : problem;
        cron = error is null ? split : null;
        return error is null;
    }

    private static CronText Split(string text)
    {
        if (!text.StartsWith(ZonePrefix, StringComparison.Ordinal))
        {
            return new(text, text, Utc);
        }

        var end = text.IndexOfAny([' ', '\t']);
        return end < 0 ? new(text, "", text[ZonePrefix.Length..]) : new(text, text[end..].Trim(), text[ZonePrefix.Length..end]);
    }
}
