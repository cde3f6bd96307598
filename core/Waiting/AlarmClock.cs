namespace Postrider.Core.Waiting;

/// <summary>
/// Wakes loops at their moments, to the millisecond, from a thread of its own: the runtime's timers read a clock that
/// steps only every 4 ms on common Linux kernels (CLOCK_MONOTONIC_COARSE at 250 Hz).
/// </summary>
public sealed class AlarmClock : IDisposable
{
    private readonly TimeProvider time;
    private readonly Lock registering = new();
    private readonly object gate = new(); // a monitor: a lock cannot be waited at
    private Alarm[] alarms = [];
    private long wakesAt = long.MaxValue;
    private bool stopped;

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
                Monitor.Pulse(gate);
            }
        }
    }

    private void Run()
    {
        lock (gate)
        {
            while (!stopped)
            {
                // Whoever advances an alarm from here on takes the gate to pulse it; a full fence, for the alarms are read next.
                Interlocked.Exchange(ref wakesAt, long.MaxValue);
                var next = Ring(time.GetTimestamp());
                Volatile.Write(ref wakesAt, next);
                Monitor.Wait(gate, Milliseconds(next));
            }
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
