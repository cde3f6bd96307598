namespace Postrider.Core.Store;

/// <summary>What becomes of a leased message; written by one script with everything that belongs to it.</summary>
public abstract record Settlement
{
    private Settlement(Lease lease) => Lease = lease;

    public Lease Lease { get; }

    /// <summary>Messages that tell of the outcome; stored in the same step, each once whatever is repeated.</summary>
    public IReadOnlyList<NewMessage> Callbacks { get; init; } = [];

    /// <summary>A 2xx answer: final.</summary>
    public sealed record Delivered(Lease Lease) : Settlement(Lease);

    /// <summary>Another attempt after a delay.</summary>
    public sealed record Retry(Lease Lease, TimeSpan Delay) : Settlement(Lease);

    /// <summary>Into the dead letters under the id, with what the last attempt answered.</summary>
    public sealed record Bury(Lease Lease, string DlqId, byte[] DeadLetter) : Settlement(Lease);

    /// <summary>Back to where it came from; no attempt was made, no counter changes.</summary>
    /// <param name="Lease">What is given back.</param>
    /// <param name="Delay">When it may be leased again.</param>
    /// <param name="Unsent">No request was started: its place in a rate window is given back too.</param>
    public sealed record Release(Lease Lease, TimeSpan Delay, bool Unsent = false) : Settlement(Lease);
}
