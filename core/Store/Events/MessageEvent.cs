using Postrider.Core.Model;

namespace Postrider.Core.Store.Events;

/// <summary>One event as it is read from the log.</summary>
public sealed record MessageEvent
{
    public required MessageId Id { get; init; }

    public required EventState State { get; init; }

    public required EventPosition Position { get; init; }

    /// <summary>What filters and identity need of the message; neither its id, headers, body nor callbacks. Shared by events that have it in common.</summary>
    public required Message Subject { get; init; }

    /// <summary>Which attempt: failed ones before it.</summary>
    public int Retried { get; init; }

    /// <summary>When the next attempt is due, unix ms; null when that is not known.</summary>
    public long? NextMs { get; init; }

    /// <summary>With errors and failures: what the attempt answered.</summary>
    public EventOutcome? Outcome { get; init; }

    public long TimeMs => Position.TimeMs;
}
