using Postrider.Core.Decisions;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Scheduling;

/// <summary>What a due schedule does now: at most one firing, for the latest nominal time that is not past its starting deadline.</summary>
internal readonly record struct FiringPlan(bool Fires, long NominalMs, long? NextMs)
{
    private const int PunctualSeconds = 5; // a deadline of 0 means not late, and a worker needs a moment to come

    /// <summary>Pure: <paramref name="now"/> decides what was missed.</summary>
    public static FiringPlan Make(DueSchedule due, CronClock clock, DateTimeOffset now)
    {
        var first = DateTimeOffset.FromUnixTimeMilliseconds(due.NominalMs);
        var next = clock.Next(now < first ? first : now)?.ToUnixTimeMilliseconds();
        var oldest = now.AddSeconds(-Math.Max(PunctualSeconds, due.Definition.StartingDeadlineSeconds));
        var latest = clock.Latest(oldest > first ? oldest : first, now < first ? first : now);
        return latest is { } nominal ? new(true, nominal.ToUnixTimeMilliseconds(), next) : new(false, due.NominalMs, next);
    }
}
