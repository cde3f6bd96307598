using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Delay before retry n = min(max, initial times factor to the power of n - 1), then plus or minus the jitter.</summary>
[Rule("duration(self.initial) <= duration(self.max)", "must not be longer than max: use a shorter initial, or set a longer max", FieldPath = ".initial")]
public sealed record Backoff
{
    [Description("Delay before the first retry, such as 12s.")]
    [Duration("1ms", "168h")]
    public required string Initial { get; init; }

    [Description("What each delay is multiplied with to give the next.")]
    [Default(2)]
    [Bounds(1, 100)]
    public int? Factor { get; init; }

    [Description("The longest delay.")]
    [Default("24h")]
    [Duration("1ms", "168h")]
    public string? Max { get; init; }

    [Description("By how many percent a delay may be longer or shorter, at random.")]
    [Default(0)]
    [Bounds(0, 100)]
    public int? JitterPercent { get; init; }
}
