using Microsoft.Extensions.Time.Testing;

namespace Postrider.Operator.Tests.Figures;

/// <summary>Time that stands still until somebody waits for it.</summary>
internal sealed class CountedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private int waiting;

    /// <summary>Whether somebody waits for time to go on.</summary>
    public bool IsWaitedFor => Volatile.Read(ref waiting) > 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(
            given =>
            {
                Interlocked.Decrement(ref waiting);
                callback(given);
            },
            state,
            dueTime,
            period);
        Interlocked.Increment(ref waiting); // only now: time that goes on before the timer stands is not what it waits for
        return timer;
    }
}
