using Postrider.Core.Store;

namespace Postrider.Dispatcher.Delivery;

/// <summary>What a worker has leased of one partition. Before it asks for more, it puts right what an outage, a lost answer or a lapsed cap may have left behind.</summary>
internal sealed class PartitionLeases(int partition, LeaseStore store, ParallelismCap cap, WorkerCapacity capacity, DeliveryOptions options)
{
    private bool uncertain; // a lease was sent and not answered: Redis may hold more for us than we know
    private volatile bool away; // Redis was not there
    private volatile bool mayBeUncapped = true; // nobody has said for a while how many deliveries there may be at once
    private long returnedMicros; // when it last came back, by its own clock

    public HeldLeases Held { get; } = new();

    /// <summary>Redis does not answer, or did not for a time: what it holds may have publishers who were told that it was not accepted.</summary>
    public void RedisFailed() => away = mayBeUncapped = true;

    /// <summary>For as long as it takes a session to lapse nobody said how many deliveries there may be at once.</summary>
    public void SessionLapsed() => mayBeUncapped = true;

    /// <summary>Puts right what must be before <see cref="AskAsync"/>; mostly nothing.</summary>
    public async ValueTask PrepareAsync(WorkerSession session)
    {
        if (away)
        {
            returnedMicros = await store.ReadTimeAsync(partition).ConfigureAwait(false);
            away = false;
        }

        if (mayBeUncapped)
        {
            mayBeUncapped = false;
            await cap.KeepAsync(partition).ConfigureAwait(false);
        }

        if (uncertain)
        {
            await store.ReleaseUnknownAsync(partition, session.Token, Held.Under(session).Select(held => held.Lease.Message.Id)).ConfigureAwait(false);
        }
    }

    /// <summary>Leases for the session, up to <paramref name="places"/> messages, of which <paramref name="borrow"/> may exceed the shares of their destinations.</summary>
    public async Task<LeaseAnswer> AskAsync(WorkerSession session, int places, int borrow)
    {
        uncertain = true;
        var answer = await store.LeaseAsync(
            partition, session.Token, Held.AnyUnder(session), options.LeaseSpan, places, borrow, capacity.Share, returnedMicros).ConfigureAwait(false);
        uncertain = false;
        return answer;
    }
}
