namespace Postrider.Core.Model;

/// <summary>A message to be made of how an attempt ended: where it goes, and its own policy.</summary>
public sealed record Callback
{
    public required string Url { get; init; }

    /// <summary>Null = POST.</summary>
    public string? Method { get; init; }

    /// <summary>Headers to send, prefix removed.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Null = as many as its source has.</summary>
    public int? Retries { get; init; }

    public string? RetryDelay { get; init; }

    public long? TimeoutMs { get; init; }

    public long DelayMs { get; init; }

    public string? FlowKey { get; init; }

    public FlowLimits? FlowLimits { get; init; }

    /// <summary>What is called when the callback itself fails for good.</summary>
    public Callback? FailureCallback { get; init; }
}
