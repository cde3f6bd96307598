namespace Postrider.Core.Model;

/// <summary>One HTTP request to be made: immutable once accepted.</summary>
public sealed record Message
{
    public required MessageId Id { get; init; }

    /// <summary>The owner: whose limits, dead letters and keys apply.</summary>
    public required string Namespace { get; init; }

    /// <summary>The URL; null when the destination is an Endpoint, looked up anew at each attempt.</summary>
    public string? Url { get; init; }

    /// <summary>Name of the Endpoint in <see cref="Namespace"/>.</summary>
    public string? Endpoint { get; init; }

    public string? Method { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Headers to send, prefix removed.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Unix ms.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>Unix ms; equal to <see cref="CreatedAtMs"/> when not delayed.</summary>
    public required long NotBeforeMs { get; init; }

    /// <summary>Retries that the publisher asked for; null = inherited.</summary>
    public int? Retries { get; init; }

    public string? RetryDelay { get; init; }

    public long? TimeoutMs { get; init; }

    public string? FlowKey { get; init; }

    public FlowLimits? FlowLimits { get; init; }

    /// <summary>Labels as published, joined by commas.</summary>
    public string? Label { get; init; }

    public string? TopicName { get; init; }

    /// <summary>Name of the Topic's subscriber.</summary>
    public string? SubscriberName { get; init; }

    public string? ScheduleId { get; init; }

    public string? CallerIp { get; init; }

    /// <summary>The queue that it waits in and whose slot it holds until it is over; null = none.</summary>
    public string? Queue { get; init; }

    /// <summary>Called after every attempt.</summary>
    public Callback? Callback { get; init; }

    /// <summary>Called once, when the message failed for good.</summary>
    public Callback? FailureCallback { get; init; }

    /// <summary>Whether it tells itself of a failure: its own is told to nobody by an Endpoint's policy, else two Endpoints could tell each other for ever.</summary>
    public bool IsFailureCallback { get; init; }

    /// <summary>What the API shows only as a hash, as the publisher listed it: <c>body</c>, <c>header</c>, <c>header[Name]</c>.</summary>
    public string? Redaction { get; init; }

    /// <summary>Version of the registry in which its Endpoint was found; 0 for a URL.</summary>
    public long RegistryVersion { get; init; }

    /// <summary>Retries of the Topic, which come after the Endpoint's.</summary>
    public int? TopicRetries { get; init; }

    /// <summary>Retry delay of the Topic as an expression in ms.</summary>
    public string? TopicRetryDelay { get; init; }

    public MessageRoute Route => new(Namespace, FlowKey ?? "", Endpoint is null ? MessageRoute.Url(Url!) : MessageRoute.Endpoint(Endpoint), Queue ?? "");
}
