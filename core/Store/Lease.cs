using Postrider.Core.Model;

namespace Postrider.Core.Store;

/// <summary>A message that a session holds.</summary>
/// <param name="Message">What is to be sent.</param>
/// <param name="RouteText">The route as the scripts name it.</param>
/// <param name="RecordBytes">Size of the stored record.</param>
/// <param name="Retried">Attempts with a known outcome.</param>
/// <param name="Grants">Which lease of the message this is: an outcome counts for its own lease only.</param>
/// <param name="Doomed">It kept killing its workers, and is to be buried without a request.</param>
public sealed record Lease(Message Message, string RouteText, int RecordBytes, int Retried, int Grants, bool Doomed)
{
    /// <summary>Redis' time in µs at which it was leased: under a rate its start counts from then.</summary>
    public long LeasedMicros { get; init; }

    /// <summary>Version of the registry to know before it is sent: what the limits that let it pass were declared with.</summary>
    public long RegistryVersion { get; init; }
}

/// <summary>What one lease call brought.</summary>
public sealed record LeaseAnswer
{
    /// <summary>The session had lapsed: whatever it held is no longer its own.</summary>
    public bool Lost { get; init; }

    public IReadOnlyList<Lease> Leases { get; init; } = [];

    /// <summary>Messages whose records cannot be read, with why: they stay with the session, out of the way of others.</summary>
    public IReadOnlyList<(MessageId Id, string Problem)> Unreadable { get; init; } = [];

    /// <summary>Somewhere a limit makes messages wait: the end of any delivery may let one pass.</summary>
    public bool LanesWait { get; init; }

    /// <summary>Schedules whose nominal time has come, as namespace/name.</summary>
    public IReadOnlyList<string> DueSchedules { get; init; } = [];

    /// <summary>Redis' time of the answer.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>How long from now until something is ready; null = nothing is waiting.</summary>
    public TimeSpan? NextIn { get; init; }
}
