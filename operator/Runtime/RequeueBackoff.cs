namespace Postrider.Operator.Runtime;

/// <summary>How long to wait after repeated failures: doubling from a quarter of a second to 15 s, spread by a fifth either way.</summary>
internal static class RequeueBackoff
{
    private const double FirstSeconds = 0.25;
    private const double MaxSeconds = 15; // short enough that a server that is back is noticed while somebody waits for it

    /// <summary><paramref name="failures"/> in a row, at least 1; <paramref name="random"/> in [0, 1).</summary>
    public static TimeSpan DelayAfter(int failures, double random)
    {
        var doubled = FirstSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 30));
        return TimeSpan.FromSeconds(Math.Min(MaxSeconds, doubled) * (0.8 + (0.4 * random)));
    }
}
