using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>What the operator made of a Topic.</summary>
public sealed record TopicStatus
{
    [Description("The metadata.generation that this status is about.")]
    public long? ObservedGeneration { get; init; }

    [Description("Ready is True when the Topic is live in the dispatchers. While it is not, either Reconciling (what is missing may be on its way) or Stalled (somebody has to do something) is True.")]
    [ListMapKey("type")]
    [MaxLength(16)]
    public IReadOnlyList<Condition>? Conditions { get; init; }

    [Description("How many destinations get a copy of each message, selectors counted by what they choose.")]
    public int? Subscribers { get; init; }
}
