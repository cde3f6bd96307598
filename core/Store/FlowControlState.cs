using Postrider.Core.Model;

namespace Postrider.Core.Store;

/// <summary>How a flow-control key stands at one moment.</summary>
public sealed record FlowControlState
{
    public required string Key { get; init; }

    public required FlowLimits Limits { get; init; }

    /// <summary>Messages that are due and that the key has no room for.</summary>
    public required long Waiting { get; init; }

    public required int InFlight { get; init; }

    /// <summary>Deliveries started in the rate window that is open; 0 when none is.</summary>
    public required int Started { get; init; }

    /// <summary>When that window began, unix seconds; 0 when none is open.</summary>
    public required long WindowStart { get; init; }

    public required bool Paused { get; init; }

    public required bool ParallelismPinned { get; init; }

    public required bool RatePinned { get; init; }
}

/// <summary>Limits to pin: null = left to messages; of rate and period, pinning one pins the other as it is.</summary>
public readonly record struct FlowPin(int? Parallelism, int? Rate, long? PeriodMs);
