namespace Postrider.Core.Store.Events;

/// <summary>One record of the log beside its message; times are unix ms.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="TimeMs">When it happened.</param>
/// <param name="Retried">Which attempt: failed ones before it.</param>
/// <param name="StartedMs">When the attempt started; 0 = none was made, or its start is in the log already.</param>
/// <param name="NextMs">When the next attempt is due; 0 = none.</param>
public readonly record struct EventRecord(EventKind Kind, long TimeMs, int Retried = 0, long StartedMs = 0, long NextMs = 0);
