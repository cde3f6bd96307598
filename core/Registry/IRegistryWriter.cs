using Postrider.Core.Model;

namespace Postrider.Core.Registry;

/// <summary>What the operator may do to Redis. Each call is idempotent: an unchanged definition writes nothing.</summary>
/// <exception cref="StackExchange.Redis.RedisException">Redis cannot be reached; the caller repeats.</exception>
public interface IRegistryWriter
{
    /// <summary>Makes the Endpoint, its limits and its suspension live in the dispatchers.</summary>
    /// <returns>Null, or the other source that holds the name; then nothing changed.</returns>
    Task<string?> PutAsync(EndpointDefinition endpoint, CancellationToken cancel);

    /// <summary>Makes the Topic live.</summary>
    /// <returns>Null, or the other source that holds the name; then nothing changed.</returns>
    Task<string?> PutAsync(TopicDefinition topic, CancellationToken cancel);

    /// <summary>Makes the Schedule live. An unchanged one keeps its next firing; a changed one never back-fills.</summary>
    /// <returns>Null, or the other source that holds the name; then nothing changed.</returns>
    Task<string?> PutAsync(ScheduleDefinition schedule, CancellationToken cancel);

    /// <summary>Removes what <paramref name="source"/> declared; does nothing when another source owns the name.</summary>
    Task RemoveAsync(ResourceKind kind, ResourceName name, string source, CancellationToken cancel);

    /// <summary>Everything in the registry that <paramref name="source"/> declared, for removing what it no longer has.</summary>
    Task<IReadOnlyList<(ResourceKind Kind, ResourceName Name)>> ListAsync(string source, CancellationToken cancel);

    /// <summary>Says that the registry is complete. Written last, after every declared object.</summary>
    /// <returns>The marker that then stands: what is written after a loss has another value.</returns>
    Task<string> MarkCompleteAsync(CancellationToken cancel);

    /// <summary>The marker of a complete registry; null after Redis, or a part of it, was flushed or replaced: everything must be written again.</summary>
    Task<string?> ReadMarkerAsync(CancellationToken cancel);

    /// <summary>Whether there is a marker.</summary>
    async Task<bool> IsCompleteAsync(CancellationToken cancel) => await ReadMarkerAsync(cancel).ConfigureAwait(false) is not null;

    /// <summary>Figures of an Endpoint for its status.</summary>
    Task<EndpointFigures> ReadFiguresAsync(ResourceName endpoint, CancellationToken cancel);

    /// <summary>Last and next firing for the status of a Schedule of <paramref name="source"/>; null where there is none, as where another source has the name.</summary>
    Task<ScheduleTimes> ReadTimesAsync(ResourceName schedule, string source, CancellationToken cancel);
}

/// <summary>Messages of one Endpoint.</summary>
public readonly record struct EndpointFigures(long Waiting, long InFlight, long Delivered, long Failed);

/// <summary>Nominal times of a Schedule.</summary>
public readonly record struct ScheduleTimes(DateTimeOffset? Last, DateTimeOffset? Next);
