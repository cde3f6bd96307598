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
    private static readonly TimeSpan FirstSpan = TimeSpan.FromHours(1);
    private readonly CronCalendar[] calendars;
    private readonly WallClock clock;

    private CronClock(CronCalendar[] calendars, WallClock clock) => (this.calendars, this.clock) = (calendars, clock);

    /// <summary>As <see cref="TryParse"/>, for what is declared now: what was accepted once goes on, also where a name is refused since.</summary>
    public static bool TryDeclare(string cron, string timeZone, [NotNullWhen(true)] out CronClock? clock, [NotNullWhen(false)] out string? error)
    {
        clock = null;
        error = WallClock.IsName(timeZone) ? null : UnknownZone(timeZone);
        return error is null && TryParse(cron, timeZone, out clock, out error);
    }

    /// <summary>Reads five cron fields and an IANA zone name; <paramref name="error"/> is one sentence without the field's path.</summary>
    public static bool TryParse(string cron, string timeZone, [NotNullWhen(true)] out CronClock? clock, [NotNullWhen(false)] out string? error)
    {
        clock = null;
        if (!WallClock.TryFind(timeZone, out var wallClock))
        {
            error = UnknownZone(timeZone);
            return false;
        }

        if (!TryParseCalendars(cron, out var calendars, out error))
        {
            return false;
        }

        clock = new CronClock(calendars, wallClock);
        return true;
    }

    /// <summary>Whether <paramref name="cron"/> is five valid fields; <paramref name="error"/> says what is expected.</summary>
    public static bool IsValidExpression(string cron, [NotNullWhen(false)] out string? error) => TryParseCalendars(cron, out _, out error);

    /// <summary>First occurrence strictly after <paramref name="after"/>; null when it never fires again.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) =>
        calendars.Min(calendar => calendar.Next(clock, after.UtcDateTime)) is { } next ? new DateTimeOffset(next) : null;

    /// <summary>Latest occurrence in (<paramref name="from"/> inclusive, <paramref name="until"/> inclusive); null when there is none.</summary>
    public DateTimeOffset? Latest(DateTimeOffset from, DateTimeOffset until)
    {
        for (var span = FirstSpan; ; span *= 2)
        {
            var start = until - from > span ? until - span : from;
            if (start == from || Next(start.AddTicks(-1)) <= until)
            {
                return LastOf(start, until);
            }
        }
    }

    private DateTimeOffset? LastOf(DateTimeOffset from, DateTimeOffset until)
    {
        DateTimeOffset? last = null;
        for (var next = Next(from.AddTicks(-1)); next <= until; next = Next(next.Value))
        {
            last = next;
        }

        return last;
    }

    private static string UnknownZone(string timeZone) => $"'{timeZone}' is not a known IANA time zone, such as Europe/Berlin.";

    private static bool TryParseCalendars(string cron, [NotNullWhen(true)] out CronCalendar[]? calendars, [NotNullWhen(false)] out string? error)
    {
        calendars = null;
        error = null;
        var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5 || cron.Contains('@', StringComparison.Ordinal))
        {
            error = $"'{Shorten(cron)}' is not a cron expression of five fields: minute hour day-of-month month day-of-week.";
            return false;
        }

        try
        {
            calendars = [.. Alternatives(fields).Select(alternative => new CronCalendar(alternative))];
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
