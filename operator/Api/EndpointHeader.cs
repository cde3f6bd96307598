using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>A header that an Endpoint adds.</summary>
[ExactlyOneOf("value", "valueFrom")]
public sealed record EndpointHeader
{
    [Description("Name of the header; not Host, Upstash-* or one that frames the request.")]
    [HeaderName]
    public required string Name { get; init; }

    [Description("The value itself. Exactly one of value and valueFrom.")]
    [HeaderValue]
    public string? Value { get; init; }

    [Description("Takes the value from a Secret.")]
    public HeaderValueSource? ValueFrom { get; init; }
}
