using Postrider.Core.Decisions;
using Postrider.Core.Model;

namespace Postrider.Dispatcher.Protocol;

/// <summary>What a publisher asked for, checked.</summary>
internal sealed record PublishSettings
{
    public string? Method { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Headers to send to the destination.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public long DelayMicros { get; init; }

    /// <summary>Unix µs; 0 = not given. Wins over the delay.</summary>
    public long NotBeforeMicros { get; init; }

    public int? Retries { get; init; }

    public string? RetryDelay { get; init; }

    public long? TimeoutMs { get; init; }

    public string? DeduplicationId { get; init; }

    /// <summary>Null = not said: a Topic may ask for it.</summary>
    public bool? ContentBasedDeduplication { get; init; }

    public string? FlowKey { get; init; }

    public FlowLimits? FlowLimits { get; init; }

    public string? Label { get; init; }

    /// <summary>When it is to be sent, again and again; null = once.</summary>
    public CronText? Cron { get; init; }

    /// <summary>What the schedule is called; null = a new name.</summary>
    public string? ScheduleId { get; init; }

    public string? Queue { get; init; }

    public Callback? Callback { get; init; }

    public Callback? FailureCallback { get; init; }

    /// <summary>What the API is to show only as a hash.</summary>
    public string? Redaction { get; init; }
}
