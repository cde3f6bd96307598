namespace Postrider.Operator.Runtime;

/// <summary>How long to wait after repeated failures: doubling from a quarter of a second to a maximum, spread by a fifth either way.</summary>
internal static class RequeueBackoff
{
    private const double FirstSeconds = 0.25;

    /// <summary>For one resource of many.</summary>
    public const double MaxSeconds = 15;

    /// <summary>For a whole kind: short enough that a server that is back, or a kind that was installed, is noticed while somebody waits for it.</summary>
    public const double MaxSecondsOfKind = 2.5;

    /// <summary><paramref name="failures"/> in a row, at least 1; <paramref name="random"/> in [0, 1).</summary>
    public static TimeSpan DelayAfter(int failures, double random, double maxSeconds = MaxSeconds)
    {
        var doubled = FirstSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 30));
        return TimeSpan.FromSeconds(Math.Min(maxSeconds, doubled) * (0.8 + (0.4 * random)));
    }
}
