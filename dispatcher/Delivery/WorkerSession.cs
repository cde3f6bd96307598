using System.Security.Cryptography;

namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// One claim of a worker on a partition: everything leased under its token lives as long as it is extended.
/// The deadline is counted on the local monotonic clock from before the call that set it, so it is never later than Redis' own.
/// </summary>
internal sealed class WorkerSession(TimeProvider time, TimeSpan span)
{
    private readonly long created = time.GetTimestamp();
    private long deadlineMs; // since creation

    public byte[] Token { get; } = RandomNumberGenerator.GetBytes(8);

    /// <summary>A moment to pass to <see cref="Extended"/>: taken before the call to Redis.</summary>
    public long Moment => (long)time.GetElapsedTime(created).TotalMilliseconds;

    /// <summary>Whether an attempt may still start: a third of the span must be left, for the request to be on its way before the lease lapses.</summary>
    public bool MayStart => Volatile.Read(ref deadlineMs) - Moment >= span.TotalMilliseconds / 3;

    /// <summary>Redis confirmed the session by a call that began at <paramref name="moment"/>.</summary>
    public void Extended(long moment) => Volatile.Write(ref deadlineMs, moment + (long)span.TotalMilliseconds);

    /// <summary>Redis no longer knows the session: nothing more may start under it.</summary>
    public void Lapsed() => Volatile.Write(ref deadlineMs, long.MinValue / 2);
}
