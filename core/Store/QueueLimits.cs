using System.ComponentModel.DataAnnotations;

namespace Postrider.Core.Store;

/// <summary>What a namespace may have of queues (<c>Limits:MaxQueues</c>, <c>Limits:MaxQueueParallelism</c>).</summary>
public sealed class QueueLimits
{
    public const string Section = "Limits";

    /// <summary>Most queues of a namespace.</summary>
    [Range(0, 1_000_000)]
    public int MaxQueues { get; set; } = 10_000;

    /// <summary>Most messages of one queue in processing at once.</summary>
    [Range(1, 10_000)]
    public int MaxQueueParallelism { get; set; } = 1000;
}
