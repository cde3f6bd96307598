namespace Postrider.Core.Model;

/// <summary>Limits of a gate: how many at once, and how many starts per window. 0 = no limit of that kind.</summary>
public readonly record struct FlowLimits(int Parallelism, int Rate, long PeriodMs)
{
    /// <summary>No limit at all.</summary>
    public static readonly FlowLimits None = new(0, 0, 1000);
}
