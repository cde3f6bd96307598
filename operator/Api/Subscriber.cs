using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>One subscriber of a Topic.</summary>
[ExactlyOneOf("endpointRef", "url", "selector")]
public sealed record Subscriber
{
    [Description("Name of the subscriber, unique within the Topic.")]
    [DnsLabel]
    public required string Name { get; init; }

    [Description("An Endpoint of the same namespace. Exactly one of endpointRef, url and selector.")]
    public LocalReference? EndpointRef { get; init; }

    [Description("A URL to call.")]
    [HttpUrl]
    public string? Url { get; init; }

    [Description("All Endpoints of the same namespace that carry these labels.")]
    public EndpointSelector? Selector { get; init; }
}
