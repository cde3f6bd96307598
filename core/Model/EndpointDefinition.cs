namespace Postrider.Core.Model;

/// <summary>A named delivery target as the dispatchers obey it: what an Endpoint resource came to.</summary>
public sealed record EndpointDefinition : IDefinition
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>Which source declared it, for example <c>kubernetes</c> or <c>directory</c>; only that source removes it.</summary>
    public required string Source { get; init; }

    /// <summary>The URL to call; null when it comes from a Secret, or while none is known: then it is suspended.</summary>
    public string? Url { get; init; }

    /// <summary>The URL from a Secret, sealed with <see cref="Secrets.SecretContext.EndpointUrl"/>.</summary>
    public string? SealedUrl { get; init; }

    /// <summary>HTTP method that replaces the message's; null keeps the message's.</summary>
    public string? Method { get; init; }

    public IReadOnlyList<EndpointHeader> Headers { get; init; } = [];

    /// <summary>Ceiling of one attempt, ms; null = no ceiling beyond the dispatcher's own.</summary>
    public long? TimeoutMs { get; init; }

    public RetryPolicy? Retry { get; init; }

    public FlowLimits Limits { get; init; } = FlowLimits.None;

    /// <summary>What is told of a message that failed for good and names no failure callback itself.</summary>
    public CallbackTarget? FailureCallback { get; init; }

    /// <summary>Null = as for every https URL.</summary>
    public EndpointTls? Tls { get; init; }

    /// <summary>Deliveries wait; publishing goes on.</summary>
    public bool Suspend { get; init; }

    /// <summary>The resource's labels, for selectors of Topics.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public string? Uid { get; init; }
}

/// <summary>One header that an Endpoint adds; exactly one of <see cref="Value"/> and <see cref="SealedValue"/> is set.</summary>
public sealed record EndpointHeader
{
    public required string Name { get; init; }

    public string? Value { get; init; }

    /// <summary>The value (prefix included) sealed with <see cref="Secrets.SecretContext.EndpointHeader"/>.</summary>
    public string? SealedValue { get; init; }
}
