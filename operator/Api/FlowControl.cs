using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>How much a destination takes.</summary>
[Rule("has(self.parallelism) || has(self.rate)", "must limit something: set parallelism, rate or both")]
public sealed record FlowControl
{
    [Description("The most deliveries at once.")]
    [Bounds(1, 100_000)]
    public int? Parallelism { get; init; }

    [Description("The most deliveries that start within one period.")]
    [Bounds(1, 1_000_000)]
    public int? Rate { get; init; }

    [Description("The period of rate.")]
    [Default("1s")]
    [Duration("1s", "168h")]
    public string? Period { get; init; }
}
