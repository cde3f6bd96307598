using System.Diagnostics.CodeAnalysis;
using Cronos;

namespace Postrider.Core.Decisions;

/// <summary>
/// A cron expression in a time zone. Day-of-month and day-of-week combine with OR when both are restricted, as in classic cron;
/// Cronos alone combines them with AND, so such an expression becomes two, and the earlier occurrence counts.
/// In a DST gap a fixed time fires at the gap's end; in an overlap it fires once, interval expressions go on through both hours.
/// </summary>
public sealed class CronClock
{
    private readonly CronExpression[] expressions;
    private readonly TimeZoneInfo zone;

    private CronClock(CronExpression[] expressions, TimeZoneInfo zone)
    {
        this.expressions = expressions;
        this.zone = zone;
    }

    /// <summary>Reads five cron fields and an IANA zone name; <paramref name="error"/> is one sentence without the field's path.</summary>
    public static bool TryParse(string cron, string timeZone, [NotNullWhen(true)] out CronClock? clock, [NotNullWhen(false)] out string? error)
    {
        clock = null;
        if (!TryFindZone(timeZone, out var zone))
        {
            error = $"'{timeZone}' is not a known IANA time zone, such as Europe/Berlin.";
            return false;
        }

        if (!TryParseExpressions(cron, out var expressions, out error))
        {
            return false;
        }

        clock = new CronClock(expressions, zone);
        return true;
    }

    /// <summary>Whether <paramref name="cron"/> is five valid fields; <paramref name="error"/> says what is expected.</summary>
    public static bool IsValidExpression(string cron, [NotNullWhen(false)] out string? error) => TryParseExpressions(cron, out _, out error);

    /// <summary>Whether the machine's zone data has <paramref name="timeZone"/> under its IANA name.</summary>
    public static bool IsKnownZone(string timeZone) => TryFindZone(timeZone, out _);

    /// <summary>First occurrence strictly after <paramref name="after"/>; null when it never fires again.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        DateTimeOffset? earliest = null;
        foreach (var expression in expressions)
        {
            var next = expression.GetNextOccurrence(after, zone);
            if (next is not null && (earliest is null || next < earliest))
            {
                earliest = next;
            }
        }

        return earliest?.ToUniversalTime();
    }

    /// <summary>Latest occurrence in (<paramref name="from"/> inclusive, <paramref name="until"/> inclusive); null when there is none.</summary>
    public DateTimeOffset? Latest(DateTimeOffset from, DateTimeOffset until)
    {
        DateTimeOffset? latest = null;
        foreach (var expression in expressions)
        {
            var found = expression.GetOccurrences(from, until, zone, fromInclusive: true, toInclusive: true)
                .Select(occurrence => (DateTimeOffset?)occurrence.ToUniversalTime()).LastOrDefault();
            if (found is not null && (latest is null || found > latest))
            {
                latest = found;
            }
        }

        return latest;
    }

    private static bool TryFindZone(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return name.Length is > 0 and <= 64 && name.Trim() == name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
    }

    private static bool TryParseExpressions(string cron, [NotNullWhen(true)] out CronExpression[]? expressions, [NotNullWhen(false)] out string? error)
    {
        expressions = null;
        error = null;
        var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5 || cron.Contains('@', StringComparison.Ordinal))
        {
            error = $"'{Shorten(cron)}' is not a cron expression of five fields: minute hour day-of-month month day-of-week.";
            return false;
        }

        try
        {
            expressions = [.. Alternatives(fields).Select(alternative => CronExpression.Parse(alternative))];
            return true;
        }
        catch (Exception exception) when (exception is CronFormatException or MissingSeedException) // the latter for an H: drawn numbers need a seed
        {
            error = $"'{Shorten(cron)}' is not a cron expression: {exception.Message}";
            return false;
        }
    }

    private static string[] Alternatives(string[] fields) =>
        IsRestricted(fields[2]) && IsRestricted(fields[4])
            ? [$"{fields[0]} {fields[1]} {fields[2]} {fields[3]} *", $"{fields[0]} {fields[1]} * {fields[3]} {fields[4]}"]
            : [string.Join(' ', fields)];

    // Classic cron: a field that starts with a star does not restrict, a step included.
    private static bool IsRestricted(string field) => field[0] is not ('*' or '?');

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
