using System.Collections.Concurrent;
using Postrider.Core.Model;

namespace Postrider.Dispatcher.Delivery;

/// <summary>What a worker holds of one partition, under whatever session: attempts of one that lapsed go on beside the next one's.</summary>
internal sealed class HeldLeases
{
    private readonly ConcurrentDictionary<MessageId, HeldLease> holds = new();

    public bool IsEmpty => holds.IsEmpty;

    public IEnumerable<HeldLease> All => holds.Select(hold => hold.Value);

    public IEnumerable<HeldLease> Under(WorkerSession session) => All.Where(held => held.Session == session);

    public bool AnyUnder(WorkerSession session) => Under(session).Any();

    public void Add(HeldLease held) => holds[held.Lease.Message.Id] = held;

    /// <summary>Lets go of it, unless its message is held anew meanwhile.</summary>
    public void Remove(HeldLease held) => holds.TryRemove(KeyValuePair.Create(held.Lease.Message.Id, held));
}
