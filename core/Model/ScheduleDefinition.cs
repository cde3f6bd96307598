namespace Postrider.Core.Model;

/// <summary>Cron, time zone, destination and payload as the dispatchers obey them.</summary>
public sealed record ScheduleDefinition : IDefinition
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Source { get; init; }

    /// <summary>Five fields; day-of-month and day-of-week combine with OR.</summary>
    public required string Cron { get; init; }

    /// <summary>IANA name.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Cron and time zone as its maker wrote them; null = they are shown as they are kept.</summary>
    public string? CronText { get; init; }

    /// <summary>The namespace of its Endpoint or Topic, and so the owner of its messages; null = its own.</summary>
    public string? Owner { get; init; }

    /// <summary>Exactly one of the three is set.</summary>
    public string? Url { get; init; }

    public string? Endpoint { get; init; }

    public string? Topic { get; init; }

    /// <summary>The destination as its maker wrote it.</summary>
    public string? Destination { get; init; }

    /// <summary>A record of the message that it sends, all but where and when: see <see cref="Store.MessageTemplate"/>. Null = what follows says it.</summary>
    public byte[]? Template { get; init; }

    public string Method { get; init; } = "POST";

    public string? ContentType { get; init; }

    public string? Body { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public long DelayMs { get; init; }

    public long? TimeoutMs { get; init; }

    public RetryPolicy? Retry { get; init; }

    /// <summary>The queue that its messages go into.</summary>
    public string? Queue { get; init; }

    public CallbackTarget? Callback { get; init; }

    public CallbackTarget? FailureCallback { get; init; }

    public bool Suspend { get; init; }

    /// <summary>How late a missed firing may still happen, s.</summary>
    public int StartingDeadlineSeconds { get; init; } = 300;

    /// <inheritdoc/>
    public string? Uid { get; init; }
}
