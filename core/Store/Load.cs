namespace Postrider.Core.Store;

/// <summary>How much there is to do, over all namespaces.</summary>
/// <param name="Waiting">Messages that wait for an attempt, now or later.</param>
/// <param name="InFlight">Messages that workers hold.</param>
/// <param name="Due">What a worker would take up now: lanes whose turn has come, schedules, and what dead workers hold.</param>
/// <param name="NextDueMs">Unix ms of the earliest message or schedule that is due or will be; null = none.</param>
/// <param name="DeadLetters">Messages that failed for good.</param>
public readonly record struct Load(long Waiting, long InFlight, long Due, long? NextDueMs, long DeadLetters);
