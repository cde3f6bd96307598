using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Who gets a copy, and how duplicates are found.</summary>
public sealed record TopicSpec
{
    [Description("Who gets a copy of each message. May be empty.")]
    [ListMapKey("name")]
    [MaxLength(100)]
    public IReadOnlyList<Subscriber>? Subscribers { get; init; }

    [Description("How duplicates of a published message are found.")]
    public Deduplication? Deduplication { get; init; }

    [Description("When and how often a failed attempt is repeated. A message's headers and an Endpoint's policy come first.")]
    public Retry? Retry { get; init; }
}
