namespace Postrider.Core.Waiting;

/// <summary>A signal that its <see cref="AlarmClock"/> also sets at a moment; moments are timestamps of the clock's time provider.</summary>
public sealed class Alarm
{
    private readonly AlarmClock clock;
    private readonly InlineSignal signal = new();
    private long at = long.MaxValue;

    internal Alarm(AlarmClock clock) => this.clock = clock;

    /// <summary>Wakes the waiting loop now, which goes on on this thread until it waits for something.</summary>
    public void Set() => signal.Set();

    /// <summary>Waits until it is set or its moment has come, which is then forgotten.</summary>
    public ValueTask WaitAsync() => signal.WaitAsync();

    /// <summary>Moves the moment forward to <paramref name="timestamp"/>; a later one changes nothing.</summary>
    public void Advance(long timestamp)
    {
        long seen;
        do
        {
            seen = Volatile.Read(ref at);
        }
        while (timestamp < seen && Interlocked.CompareExchange(ref at, timestamp, seen) != seen);
        if (timestamp < seen)
        {
            clock.WakeFor(timestamp);
        }
    }

    /// <summary>Sets the signal when the moment has come, and returns the next one.</summary>
    internal long Ring(long now)
    {
        long moment;
        while ((moment = Volatile.Read(ref at)) <= now)
        {
            if (Interlocked.CompareExchange(ref at, long.MaxValue, moment) == moment)
            {
                signal.Set();
                return long.MaxValue;
            }
        }

        return moment;
    }
}
