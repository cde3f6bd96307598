using Postrider.Core.Model;

namespace Postrider.Core.Store;

/// <summary>How a message of a schedule's last firing stands.</summary>
public enum FiredState
{
    InProgress,
    Succeeded,
    Failed,
}

/// <summary>A schedule as it stands in Redis.</summary>
public sealed record StoredSchedule
{
    public required ScheduleDefinition Definition { get; init; }

    public required string Generation { get; init; }

    /// <summary>Unix ms; replacing it keeps this.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>Nominal time of the last firing, unix ms.</summary>
    public long? LastMs { get; init; }

    /// <summary>Next nominal time, unix ms; null = none.</summary>
    public long? NextMs { get; init; }

    /// <summary>Why the last firing sent nothing.</summary>
    public string? Error { get; init; }

    /// <summary>The messages of the last firing.</summary>
    public IReadOnlyDictionary<MessageId, FiredState> Sent { get; init; } = new Dictionary<MessageId, FiredState>();
}
