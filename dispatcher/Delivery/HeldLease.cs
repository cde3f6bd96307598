using Postrider.Core.Store;

namespace Postrider.Dispatcher.Delivery;

/// <summary>A lease with the session that holds it and the timestamp from before it was asked for, and what its attempt came to.</summary>
internal sealed record HeldLease(Lease Lease, WorkerSession Session, long AskedAt, string Destination)
{
    private int startTaken;

    /// <summary>When its request was started, unix ms; 0 = none was.</summary>
    public long StartedMs { get; set; }

    /// <summary>How its request ended; null when none was made.</summary>
    public AttemptOutcome? Outcome { get; set; }

    /// <summary>True for the first who asks: the log tells the start of an attempt once.</summary>
    public bool TakeStart() => Interlocked.Exchange(ref startTaken, 1) == 0;
}
