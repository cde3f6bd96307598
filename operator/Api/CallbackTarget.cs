using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Who is told of an outcome.</summary>
[ExactlyOneOf("url", "endpointRef")]
public sealed record CallbackTarget
{
    [Description("A URL to call. Exactly one of url and endpointRef.")]
    [HttpUrl]
    public string? Url { get; init; }

    [Description("An Endpoint of the same namespace: its headers, retries and limits hold.")]
    public LocalReference? EndpointRef { get; init; }
}
