using Postrider.Core.Store;

namespace Postrider.Dispatcher.Delivery;

/// <summary>A lease with the session that holds it and the timestamps from before it was asked for and from when it came, and what its attempt came to.</summary>
internal sealed record HeldLease(Lease Lease, WorkerSession Session, long AskedAt, long AnsweredAt, string Destination)
{
    private int startTaken;

    /// <summary>When its request was started, unix ms; 0 = none was.</summary>
    public long StartedMs { get; set; }

    /// <summary>
    /// Timestamp from which a start under a rate may be late by so much: Redis counted it between the two. Normally that is from before the lease was
    /// asked for. Where every answer takes longer than a start may be late, nothing would ever start so; who was leased before without an
    /// attempt therefore counts from when the answer came.
    /// </summary>
    public long CountedAt => Lease.Grants - 1 > Lease.Retried ? AnsweredAt : AskedAt;

    /// <summary>The URL of its request; null when none was started, or when the URL came from a Secret.</summary>
    public string? SentTo { get; set; }

    /// <summary>How its request ended; null when none was made.</summary>
    public AttemptOutcome? Outcome { get; set; }

    /// <summary>The room of its answer; null when no request was made.</summary>
    public AnswerRoom? Answer { get; set; }

    /// <summary>True for the first who asks: the log tells the start of an attempt once.</summary>
    public bool TakeStart() => Interlocked.Exchange(ref startTaken, 1) == 0;
}
