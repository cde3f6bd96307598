using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Figures of an Endpoint's messages.</summary>
public sealed record MessageFigures
{
    [Description("Messages that wait, for their time or for a limit.")]
    public long? Waiting { get; init; }

    [Description("Messages that are being delivered.")]
    public long? InFlight { get; init; }

    [Description("Messages delivered so far.")]
    public long? Delivered { get; init; }

    [Description("Messages that failed for good so far.")]
    public long? Failed { get; init; }

    [Description("When the figures were read.")]
    public DateTimeOffset? ObservedTime { get; init; }
}
