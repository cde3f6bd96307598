using System.Buffers;
using Cronos;

namespace Postrider.Core.Decisions;

/// <summary>The times that one cron expression names, on a wall clock.</summary>
internal sealed class CronCalendar(string cron)
{
    private static readonly SearchValues<char> Steps = SearchValues.Create("*?-/");
    private readonly CronExpression expression = CronExpression.Parse(cron);

    // Of every so many minutes or hours, not of fixed times of a day.
    private readonly bool isInterval = cron.Split(' ').Take(2).Any(field => field.AsSpan().ContainsAny(Steps));

    /// <summary>
    /// First occurrence (UTC) strictly after <paramref name="after"/> (UTC); null when there is none. In a gap it is the gap's end; of the two times that
    /// a repeated one stands for it is the first, and of an interval both.
    /// </summary>
    public DateTime? Next(WallClock clock, DateTime after)
    {
        var wall = clock.TimeAt(after);
        if (clock.RepetitionOf(wall) is not { } change)
        {
            return First(clock, wall, inclusive: false);
        }

        var isFirstTime = after < change.At;
        if (isFirstTime && Find(wall, inclusive: false) is { } early && early < change.WallBefore)
        {
            return early - change.Before;
        }

        if (isInterval && Find(isFirstTime ? change.WallAfter : wall, isFirstTime) is { } late && late < change.WallBefore)
        {
            return late - change.After;
        }

        return First(clock, change.WallBefore, inclusive: true);
    }

    private DateTime? First(WallClock clock, DateTime wall, bool inclusive) => Find(wall, inclusive) is { } found ? clock.MomentOf(found) : null;

    private DateTime? Find(DateTime wall, bool inclusive) => expression.GetNextOccurrence(wall, inclusive);
}
