using System.Text.Json.Serialization;

namespace Postrider.Core.Model;

/// <summary>A named fan-out list as the dispatchers obey it.</summary>
public sealed record TopicDefinition : IDefinition
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

    /// <summary>Publish headers that count where a publisher's request does not say otherwise; null = none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Headers { get; init; }

    /// <inheritdoc/>
    public string? Uid { get; init; }

    /// <summary>Made through the API: it lives in Redis only, and needs no complete registry.</summary>
    [JsonIgnore]
    public bool IsMadeByApi => Source == DefinitionSource.Api;
}

/// <summary>One subscriber; exactly one of the three targets is set.</summary>
public sealed record TopicSubscriber
{
    /// <summary>Null only in what the API made.</summary>
    public string? Name { get; init; }

    public string? Url { get; init; }

    /// <summary>An Endpoint of the same namespace.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Every Endpoint of the same namespace that carries all of these labels.</summary>
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    /// <summary>What tells it from the Topic's others.</summary>
    [JsonIgnore]
    public string Identity => Name ?? Url!;
}
