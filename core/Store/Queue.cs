namespace Postrider.Core.Store;

/// <summary>A named FIFO: its messages are started in the order in which they became eligible.</summary>
public sealed record Queue
{
    public required string Name { get; init; }

    /// <summary>Most messages in processing at once: in flight, between retries, or waiting for their callbacks.</summary>
    public required int Parallelism { get; init; }

    /// <summary>Nothing starts; messages are taken in.</summary>
    public required bool Paused { get; init; }

    /// <summary>Messages that are not over: waiting and in processing.</summary>
    public required long Lag { get; init; }

    /// <summary>Unix ms.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>Unix ms.</summary>
    public required long UpdatedAtMs { get; init; }
}
