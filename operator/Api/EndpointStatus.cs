using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>What the operator made of an Endpoint.</summary>
public sealed record EndpointStatus
{
    [Description("The metadata.generation that this status is about.")]
    public long? ObservedGeneration { get; init; }

    [Description("Ready is True when the Endpoint is live in the dispatchers. While it is not, either Reconciling (what is missing may be on its way) or Stalled (somebody has to do something) is True.")]
    [ListMapKey("type")]
    [MaxLength(16)]
    public IReadOnlyList<Condition>? Conditions { get; init; }

    [Description("The URL that is called. Absent when it comes from a Secret.")]
    [MaxLength(4096)]
    public string? Url { get; init; }

    [Description("Figures of this Endpoint's messages, up to a minute old.")]
    public MessageFigures? Messages { get; init; }
}
