using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Where the messages of a Schedule go.</summary>
[ExactlyOneOf("url", "endpointRef", "topicRef")]
public sealed record ScheduleDestination
{
    [Description("A URL to call. Exactly one of url, endpointRef and topicRef.")]
    [HttpUrl]
    public string? Url { get; init; }

    [Description("An Endpoint of the same namespace.")]
    public LocalReference? EndpointRef { get; init; }

    [Description("A Topic of the same namespace.")]
    public LocalReference? TopicRef { get; init; }
}
