namespace Postrider.Core.Store.Events;

/// <summary>What became of batches that were to be appended.</summary>
public enum EventAppend
{
    Written,

    /// <summary>Redis is away, and did not get them.</summary>
    Unsent,

    /// <summary>Redis refused them, or did not answer: they may be written, and again would be twice.</summary>
    Unknown,
}
