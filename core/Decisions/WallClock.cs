using System.Diagnostics.CodeAnalysis;

namespace Postrider.Core.Decisions;

/// <summary>
/// The wall clock of a time zone, by the zone's offsets alone: <see cref="TimeZoneInfo"/> does not know which times are skipped and repeated where
/// the zone data has winter as a daylight saving of minus an hour, as of Ireland and Morocco, and Cronos, asked with such a zone, goes back in time.
/// Wall times are of the kind UTC here: days and hours of a calendar, without a zone.
/// </summary>
internal sealed class WallClock
{
    private static readonly HashSet<string> NoNames = new(["localtime", "posixrules", "Factory"], StringComparer.OrdinalIgnoreCase);
    private static readonly string[] NoAreas = ["posix/", "right/"];
    private static readonly TimeSpan Around = TimeSpan.FromHours(48); // beyond any offset and any change, and closer than two changes come
    private readonly TimeZoneInfo zone;

    private WallClock(TimeZoneInfo zone) => this.zone = zone;

    /// <summary>The clock of a zone that the machine knows.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out WallClock? clock)
    {
        clock = name.Length is > 0 and <= 64 && name.Trim() == name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? new WallClock(zone) : null;
        return clock is not null;
    }

    /// <summary>Whether a zone may be called so: files that stand beside the zones, such as the machine's own, have no IANA names.</summary>
    public static bool IsName(string name) => !NoNames.Contains(name) && !NoAreas.Any(area => name.StartsWith(area, StringComparison.OrdinalIgnoreCase));

    public DateTime TimeAt(DateTime moment) => moment + OffsetAt(moment);

    /// <summary>The first moment (UTC) at which the clock shows <paramref name="wall"/>; of a skipped time the end of the gap.</summary>
    public DateTime MomentOf(DateTime wall) => ChangeAround(wall) is not { } change ? wall - OffsetAt(wall)
        : change.Skips(wall) ? change.At
        : wall - (wall < change.WallBefore ? change.Before : change.After);

    /// <summary>The change that has the clock show <paramref name="wall"/> twice; null when it shows it once or never.</summary>
    public OffsetChange? RepetitionOf(DateTime wall) => ChangeAround(wall) is { } change && change.Repeats(wall) ? change : null;

    private TimeSpan OffsetAt(DateTime moment) => zone.GetUtcOffset(moment);

    private OffsetChange? ChangeAround(DateTime wall)
    {
        var (early, late) = (wall - Around, wall + Around);
        var (before, after) = (OffsetAt(early), OffsetAt(late));
        return before == after ? null : new(FirstWith(after, early, late), before, after);
    }

    private DateTime FirstWith(TimeSpan offset, DateTime early, DateTime late)
    {
        while (late - early > TimeSpan.FromTicks(1))
        {
            var middle = early + ((late - early) / 2);
            (early, late) = OffsetAt(middle) == offset ? (early, middle) : (middle, late);
        }

        return late;
    }
}
