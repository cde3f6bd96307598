using Postrider.Core.Model;

namespace Postrider.Core.Tests.Store;

/// <summary>One queue of a namespace, and a session that leases from it.</summary>
public abstract class QueueTest : StoreTest
{
    protected const string Mails = "mails";

    protected byte[] Session { get; } = TestMessage.NewSession();

    protected async Task<IReadOnlyList<MessageId>> EnqueueAsync(IEnumerable<string> hosts) =>
        [.. (await Publisher.PublishAsync([.. hosts.Select(host => TestMessage.To(host).InQueue(Mails))])).Select(answer => answer.Id)];

    protected async Task<(int Parallelism, bool Paused, long Lag)> ShownAsync()
    {
        var queue = await Queues.GetAsync(Shop, Mails);
        return (queue!.Parallelism, queue.Paused, queue.Lag);
    }
}
