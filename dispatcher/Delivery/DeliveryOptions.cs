using System.ComponentModel.DataAnnotations;

namespace Postrider.Dispatcher.Delivery;

/// <summary>How a worker delivers (<c>Delivery:*</c>).</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Delivery";

    /// <summary>Most requests at once in one worker.</summary>
    [Range(1, 100_000)]
    public int Concurrency { get; set; } = 512;

    /// <summary>Requests at once that every destination may have; beyond it a destination uses what others leave free, 80 % of <see cref="Concurrency"/> at most.</summary>
    [Range(1, 100_000)]
    public int Share { get; set; } = 64;

    /// <summary>How long Redis waits for a worker before its messages go to another one.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LeaseSpan { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest attempt; messages and Endpoints may shorten it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "12:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long messages wait for an Endpoint that is not there before they become dead letters.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MissingEndpointGrace { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Most bytes of a failed response that a dead letter keeps.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int MaxResponseBytes { get; set; } = 1024 * 1024;

    /// <summary>How long a stopping worker lets running attempts finish.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(20);
}
