namespace Postrider.Bench.Measures;

/// <summary>How long after their due moment delayed messages arrived, in milliseconds.</summary>
internal sealed record LatenessFigures(double P50, double P99)
{
    /// <summary>Leaves out the messages due first and last, as many as are given for each.</summary>
    public static LatenessFigures From(IEnumerable<double[]> dueAndLateness, int first, int last)
    {
        var sorted = dueAndLateness.OrderBy(pair => pair[0]).Skip(first).SkipLast(last).Select(pair => pair[1]).Order().ToArray();
        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
        return new LatenessFigures(At(0.50), At(0.99));
    }
}
