namespace Postrider.Dispatcher.Delivery;

/// <summary>How one request ended.</summary>
internal sealed record AttemptOutcome
{
    /// <summary>HTTP status; 0 when there was no answer.</summary>
    public int Status { get; init; }

    public IReadOnlyDictionary<string, string[]>? Headers { get; init; }

    /// <summary>Start of the response body; null when nobody asked for that of a success.</summary>
    public byte[]? Body { get; init; }

    /// <summary>In words, why there was no answer.</summary>
    public string? Error { get; init; }

    public bool IsSuccess => Status is >= 200 and <= 299;
}
