using Microsoft.Extensions.Logging;

namespace Postrider.Core.Redis;

/// <summary>How loud something is told that fails again and again, as while Redis is away: as a warning now and then, else for who looks for it.</summary>
public sealed class RepeatedFailure(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private long next = long.MinValue;

    /// <summary>The level for one more of it.</summary>
    public LogLevel Level()
    {
        var (now, due) = (time.GetTimestamp(), Volatile.Read(ref next));
        return now >= due && Interlocked.CompareExchange(ref next, now + (long)(Interval.TotalSeconds * time.TimestampFrequency), due) == due ? LogLevel.Warning : LogLevel.Debug;
    }
}
