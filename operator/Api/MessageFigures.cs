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

    [Description("Since when messages are held up, by a limit, a suspension or a backlog: when the one that waits longest was due. A delay or a retry that is still to come does not count. Absent while none is held up.")]
    public DateTimeOffset? OldestWaitingTime { get; init; }

    [Description("When these figures were read. They are written when they change, at most once a minute.")]
    public DateTimeOffset? ObservedTime { get; init; }
}
