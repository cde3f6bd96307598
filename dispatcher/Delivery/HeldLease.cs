using Postrider.Core.Store;

namespace Postrider.Dispatcher.Delivery;

/// <summary>A lease with the session that holds it and the monotonic moment at which it came.</summary>
internal sealed record HeldLease(Lease Lease, WorkerSession Session, long ReceivedAt, string Destination);
