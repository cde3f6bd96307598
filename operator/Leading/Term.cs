using Postrider.Core.Fencing;

namespace Postrider.Operator.Leading;

/// <summary>One leadership: from the taking of the Lease to its loss. It ends by itself when it is not renewed in time.</summary>
internal sealed class Term : IDisposable
{
    private readonly CancellationTokenSource over;
    private readonly TimeProvider time;
    private readonly TimeSpan deadline;
    private long renewedAt;

    /// <summary>Begins one with the Lease that was taken; <paramref name="began"/> is the timestamp from before the call that took it.</summary>
    public Term(LeaseRecord record, long began, TimeSpan deadline, TimeProvider time)
    {
        (Record, this.deadline, this.time) = (record, deadline, time);
        over = new CancellationTokenSource(deadline, time);
        Renewed(record, began);
    }

    /// <summary>The Lease as we last wrote it.</summary>
    public LeaseRecord Record { get; private set; }

    /// <summary>Under which number it writes.</summary>
    public long Number => Record.Transitions;

    /// <summary>Cancelled when it is over.</summary>
    public CancellationToken Over => over.Token;

    // By the clock too: a process that was asleep goes on before its timers do.
    public bool IsOver => over.IsCancellationRequested || time.GetElapsedTime(Volatile.Read(ref renewedAt)) >= deadline;

    /// <exception cref="FencedException">It is over.</exception>
    public void ThrowIfOver()
    {
        if (IsOver)
        {
            End();
            throw new FencedException("This operator leads no longer.");
        }
    }

    /// <summary>The Lease was renewed by a call that began at <paramref name="began"/>.</summary>
    public void Renewed(LeaseRecord record, long began)
    {
        Record = record;
        Volatile.Write(ref renewedAt, began);
        var left = deadline - time.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
        {
            over.CancelAfter(left);
        }
        else
        {
            End();
        }
    }

    public void End() => over.Cancel();

    public void Dispose() => over.Dispose();
}
