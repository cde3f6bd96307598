using Postrider.Core.Store;

namespace Postrider.Dispatcher.Delivery;

/// <summary>A lease with the session that holds it and the timestamp from before it was asked for.</summary>
internal sealed record HeldLease(Lease Lease, WorkerSession Session, long AskedAt, string Destination);
