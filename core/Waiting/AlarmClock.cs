namespace Postrider.Core.Waiting;

/// <summary>
/// Wakes loops at their moments, to the millisecond, from a thread of its own: the runtime's timers read a clock that
/// steps only every 4 ms on common Linux kernels (CLOCK_MONOTONIC_COARSE at 250 Hz). A loop that wakes goes on on it
/// until it waits for something, and must not block it.
/// </summary>
public sealed class AlarmClock : IDisposable
{
    private readonly TimeProvider time;
    private readonly Lock registering = new();
    private readonly object gate = new(); // a monitor: a lock cannot be waited at
    private Alarm[] alarms = [];
    private long wakesAt = long.MaxValue;
    private bool advanced; // an alarm was, since the next moment was worked out
    private volatile bool stopped;

    public AlarmClock(TimeProvider time)
    {
        this.time = time;
        new Thread(Run) { IsBackground = true, Name = "alarm clock" }.Start();
    }

    /// <summary>A new alarm, with no moment yet.</summary>
    public Alarm Add()
    {
        lock (registering)
        {
            var alarm = new Alarm(this);
            Volatile.Write(ref alarms, [.. alarms, alarm]);
            return alarm;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.Pulse(gate);
        }
    }

    internal void WakeFor(long timestamp)
    {
        if (timestamp < Volatile.Read(ref wakesAt))
        {
            lock (gate)
            {
                advanced = true;
                Monitor.Pulse(gate);
            }
        }
    }

    private void Run()
    {
        while (!stopped)
        {
            // Whoever advances an alarm from here on says so; a full fence, for the alarms are read next.
            Interlocked.Exchange(ref wakesAt, long.MaxValue);
            WaitUntil(Ring(time.GetTimestamp()));
        }
    }

    private void WaitUntil(long next)
    {
        lock (gate)
        {
            Volatile.Write(ref wakesAt, next);
            if (!advanced && !stopped)
            {
                Monitor.Wait(gate, Milliseconds(next));
            }

            advanced = false;
        }
    }

    private long Ring(long now)
    {
        var next = long.MaxValue;
        foreach (var alarm in Volatile.Read(ref alarms))
        {
            next = Math.Min(next, alarm.Ring(now));
        }

        return next;
    }

    private int Milliseconds(long next) => next == long.MaxValue
        ? Timeout.Infinite
        : (int)Math.Clamp(Math.Ceiling((next - time.GetTimestamp()) * 1000.0 / time.TimestampFrequency), 0, 60_000);
}
