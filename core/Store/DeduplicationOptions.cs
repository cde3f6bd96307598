using System.ComponentModel.DataAnnotations;

namespace Postrider.Core.Store;

/// <summary>Bounds of deduplication.</summary>
public sealed class DeduplicationOptions
{
    public const string Section = "Deduplication";

    /// <summary>How long an id is remembered where no Topic says otherwise.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Most ids kept per partition (154 bytes each); beyond it publishes with an id answer 429.</summary>
    [Range(1, int.MaxValue)]
    public int MaxEntries { get; set; } = 5_000_000;
}
