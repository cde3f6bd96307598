namespace Postrider.Core.Model;

/// <summary>A message to be made of how an attempt ended: where it goes, and its own policy.</summary>
public sealed record Callback
{
    /// <summary>Null when it goes to an Endpoint.</summary>
    public required string? Url { get; init; }

    /// <summary>Name of an Endpoint in the namespace of the message.</summary>
    public string? Endpoint { get; init; }

    /// <summary>How the API shows where it goes: an Endpoint's own URL may be a secret.</summary>
    public string Destination => Url ?? $"endpoint/{Endpoint}";

    /// <summary>Null = POST.</summary>
    public string? Method { get; init; }

    /// <summary>Headers to send, prefix removed.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Null = as many as its source has, or what its Endpoint says.</summary>
    public int? Retries { get; init; }

    public string? RetryDelay { get; init; }

    public long? TimeoutMs { get; init; }

    public long DelayMs { get; init; }

    public string? FlowKey { get; init; }

    public FlowLimits? FlowLimits { get; init; }

    /// <summary>What is called when the callback itself fails for good.</summary>
    public Callback? FailureCallback { get; init; }
}
