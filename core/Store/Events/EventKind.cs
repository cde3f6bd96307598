namespace Postrider.Core.Store.Events;

/// <summary>What one record of the log stands for. A number that was given once keeps its meaning.</summary>
public enum EventKind : byte
{
    Created = 1,

    /// <summary>An attempt that runs.</summary>
    Active,

    /// <summary>An attempt that succeeded, with its start where that is not in the log yet; likewise the next two.</summary>
    Delivered,

    /// <summary>An attempt that failed and is repeated.</summary>
    Retried,

    /// <summary>A message that failed for good, with its last attempt.</summary>
    Failed,

    /// <summary>A cancellation, asked for and done.</summary>
    Canceled,
}
