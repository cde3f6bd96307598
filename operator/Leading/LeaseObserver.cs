namespace Postrider.Operator.Leading;

/// <summary>
/// Tells when a Lease may be taken. Clocks of two machines are not compared: a Lease counts as given up when it has not changed for a while
/// before our eyes, by a clock that nobody sets.
/// </summary>
internal sealed class LeaseObserver(string identity, LeaderOptions options, TimeProvider time)
{
    private string? version;
    private long since;

    /// <summary>Who leads, as last seen; null when nobody does.</summary>
    public string? Leader { get; private set; }

    /// <summary>Takes a look at the Lease and says whether it may be taken.</summary>
    public bool MayTake(LeaseRecord record)
    {
        Leader = record.Holder == identity ? null : record.Holder;
        if (version is null || version != record.Version)
        {
            (version, since) = (record.Version, time.GetTimestamp());
        }

        // Its holder may have been started with a longer duration than we were.
        return Leader is null || time.GetElapsedTime(since) >= options.PatienceWith(record.Duration);
    }
}
