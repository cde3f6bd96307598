namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>
/// How often Secrets and ConfigMaps are read. Nothing tells of their changes, since they are neither listed nor watched. What is there is read every 24 to 30
/// seconds, so that a new value is used well within a minute; what is missing every 2, so that it takes effect within 5. At most
/// <see cref="MostPerSecond"/> are read in a second: beyond 2,400 Secrets the round takes longer, and 5,000 still take no more than 50 seconds.
/// </summary>
internal static class ValuePace
{
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>A Secret that nobody has asked for in this time is forgotten: each reference is looked at once a minute.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);

    public const int MostPerSecond = 100;

    /// <summary>Most readings at once.</summary>
    public const int Parallel = 8;

    private const double PresentSeconds = 30;
    private const double MissingSeconds = 2;

    /// <summary>After how long one is read again; <paramref name="jitter"/> in [0, 1).</summary>
    public static TimeSpan Interval(bool isMissing, double jitter) => TimeSpan.FromSeconds(isMissing ? MissingSeconds : PresentSeconds * (0.8 + (0.2 * jitter)));
}
