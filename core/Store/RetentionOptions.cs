using System.ComponentModel.DataAnnotations;

namespace Postrider.Core.Store;

/// <summary>How long what is over stays readable.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Delivered messages stay readable this long, within <see cref="CompletedBytes"/>; those that failed for good likewise, as messages.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Completed { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of delivered messages kept per partition.</summary>
    [Range(typeof(long), "0", "1099511627776")]
    public long CompletedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Dead letters are forgotten after this.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan DeadLetters { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Events of the log are forgotten after this; 0 turns the log off.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan Events { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Bytes of the log kept per namespace; 0 turns the log off.</summary>
    [Range(typeof(long), "0", "1099511627776")]
    public long EventBytes { get; set; } = 64 * 1024 * 1024;
}
