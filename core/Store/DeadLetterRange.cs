namespace Postrider.Core.Store;

/// <summary>Which dead letters of a namespace to go through, by the time at which they became one, and in which order.</summary>
public sealed record DeadLetterRange
{
    /// <summary>Unix ms, inclusive.</summary>
    public long FromMs { get; init; }

    /// <summary>Unix ms, inclusive.</summary>
    public long ToMs { get; init; } = long.MaxValue;

    public bool OldestFirst { get; init; }
}
