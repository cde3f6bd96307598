namespace Postrider.Core.Store.Events;

/// <summary>How a failed attempt ended.</summary>
public sealed record EventOutcome
{
    /// <summary>HTTP status; 0 when there was no answer.</summary>
    public int Status { get; init; }

    /// <summary>In words, why there was no answer.</summary>
    public string? Error { get; init; }

    public IReadOnlyDictionary<string, string[]>? Headers { get; init; }

    /// <summary>Start of the response body.</summary>
    public byte[]? Body { get; init; }

    /// <summary>No attempt was made: the message failed by itself.</summary>
    public bool Unsent { get; init; }
}
