using Postrider.Core.Model;

namespace Postrider.Core.Store;

/// <summary>A message that a session holds. Doomed: it kept killing its workers, and is to be buried without a request.</summary>
public sealed record Lease(Message Message, string LaneText, int RecordBytes, int Retried, bool Doomed);

/// <summary>What one lease call brought.</summary>
public sealed record LeaseAnswer
{
    /// <summary>The session had lapsed: whatever it held is no longer its own.</summary>
    public bool Lost { get; init; }

    public IReadOnlyList<Lease> Leases { get; init; } = [];

    /// <summary>Schedules whose nominal time has come, as namespace/name.</summary>
    public IReadOnlyList<string> DueSchedules { get; init; } = [];

    /// <summary>How long from now until something is ready; null = nothing is waiting.</summary>
    public TimeSpan? NextIn { get; init; }
}
