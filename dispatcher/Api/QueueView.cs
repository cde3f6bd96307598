using Postrider.Core.Store;

namespace Postrider.Dispatcher.Api;

/// <summary>A queue as the API shows it; every field is always there.</summary>
internal sealed record QueueView(string Name, int Parallelism, bool Paused, long Lag, long CreatedAt, long UpdatedAt)
{
    public static QueueView Of(Queue queue) => new(queue.Name, queue.Parallelism, queue.Paused, queue.Lag, queue.CreatedAtMs, queue.UpdatedAtMs);
}
