using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>What the operator made of a Schedule.</summary>
public sealed record ScheduleStatus
{
    [Description("The metadata.generation that this status is about.")]
    public long? ObservedGeneration { get; init; }

    [Description("Ready is True when the Schedule is live in the dispatchers. While it is not, either Reconciling (what is missing may be on its way) or Stalled (somebody has to do something) is True.")]
    [ListMapKey("type")]
    [MaxLength(16)]
    public IReadOnlyList<Condition>? Conditions { get; init; }

    [Description("The nominal time of the last firing.")]
    public DateTimeOffset? LastScheduleTime { get; init; }

    [Description("The nominal time of the next firing. Text, since kubectl shows a future date as invalid.")]
    [MaxLength(64)]
    public string? NextScheduleTime { get; init; }
}
