using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>A header of a Schedule's messages.</summary>
public sealed record ScheduleHeader
{
    [Description("Name of the header; not Host, Upstash-* or one that frames the request.")]
    [HeaderName]
    public required string Name { get; init; }

    [Description("Value of the header.")]
    [HeaderValue]
    public required string Value { get; init; }
}
