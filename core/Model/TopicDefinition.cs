namespace Postrider.Core.Model;

/// <summary>A named fan-out list as the dispatchers obey it.</summary>
public sealed record TopicDefinition
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Source { get; init; }

    public IReadOnlyList<TopicSubscriber> Subscribers { get; init; } = [];

    /// <summary>How long a deduplication id is remembered, ms.</summary>
    public long DeduplicationWindowMs { get; init; } = 600_000;

    /// <summary>Deduplicate by content even when the publisher does not ask for it.</summary>
    public bool ContentBasedDeduplication { get; init; }

    public RetryPolicy? Retry { get; init; }
}

/// <summary>One subscriber; exactly one of the three targets is set.</summary>
public sealed record TopicSubscriber
{
    public required string Name { get; init; }

    public string? Url { get; init; }

    /// <summary>An Endpoint of the same namespace.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Every Endpoint of the same namespace that carries all of these labels.</summary>
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }
}
