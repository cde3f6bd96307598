using System.ComponentModel.DataAnnotations;

namespace Postrider.Dispatcher.Publishing;

/// <summary>What a publisher may ask for (<c>Limits:*</c>).</summary>
public sealed class LimitsOptions
{
    public const string Section = "Limits";

    /// <summary>Largest body of one message, bytes.</summary>
    [Range(1, 512 * 1024 * 1024)]
    public int MaxMessageSize { get; set; } = 1024 * 1024;

    /// <summary>Largest batch request, bytes.</summary>
    [Range(1, 1024 * 1024 * 1024)]
    public int MaxBatchSize { get; set; } = 100 * 1024 * 1024;

    /// <summary>Most items of one batch.</summary>
    [Range(1, 100_000)]
    public int MaxBatchItems { get; set; } = 10_000;

    /// <summary>Most schedules of a namespace, however they were made; what a resource declares is never refused.</summary>
    [Range(0, 1_000_000)]
    public int MaxSchedules { get; set; } = 10_000;

    /// <summary>Most retries of one message.</summary>
    [Range(0, 65_000)]
    public int MaxRetries { get; set; } = 100;

    /// <summary>Longest delay of a message or between its retries.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Most URL groups of a namespace; its Topic resources count too.</summary>
    [Range(1, 100_000)]
    public int MaxTopics { get; set; } = 1000;

    /// <summary>Most endpoints of one URL group.</summary>
    [Range(1, 10_000)]
    public int MaxTopicEndpoints { get; set; } = 100;

    /// <summary>Most deliveries of one namespace at once, and most that one flow-control key may ask for; 0 = no limit.</summary>
    [Range(0, 1_000_000)]
    public int MaxParallelism { get; set; }
}
