namespace Postrider.Dispatcher.Auth.InCluster;

/// <summary>How long answers of the API server hold.</summary>
internal static class CacheTimes
{
    /// <summary>So long nothing is asked again.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);

    /// <summary>So long an answer serves while the API server is away: ten minutes beyond the time in which it is not asked.</summary>
    public static readonly TimeSpan Usable = Fresh + TimeSpan.FromMinutes(10);

    /// <summary>So long a token that was refused is refused without asking.</summary>
    public static readonly TimeSpan Refused = TimeSpan.FromSeconds(10);

    /// <summary>Most answers that are kept of each kind; one is a few hundred bytes.</summary>
    public const int Capacity = 20_000;
}
