using System.Globalization;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class QueueLimitTests : StoreTest
{
    private const string Mails = "mails";

    [Fact]
    public async Task A_queue_more_than_allowed_is_refused_whole()
    {
        Queueing.MaxQueues = 1;
        await using var publisher = NewPublisher();
        Assert.True(await Queues.SetAsync(Shop, Mails, null, null));
        Assert.False(await Queues.SetAsync(Shop, "more", null, null));
        Assert.True(await Queues.SetAsync(Shop, Mails, 9, null));
        var answers = await publisher.PublishAsync([TestMessage.To("a.example").InQueue(Mails), TestMessage.To("a.example").InQueue("more")]);
        Assert.All(answers, answer => Assert.Equal(PublishCode.TooManyQueues, answer.Code));
        var queue = (await Queues.GetAsync(Shop, Mails))!;
        Assert.Equal((9, false, 0L), (queue.Parallelism, queue.Paused, queue.Lag));
        Assert.Equal(PublishCode.Stored, (await publisher.PublishAsync([TestMessage.To("a.example").InQueue(Mails)]))[0].Code);
    }

    [Fact]
    public async Task Queues_that_one_request_makes_count_together()
    {
        Queueing.MaxQueues = 2;
        await using var publisher = NewPublisher();
        var answers = await publisher.PublishAsync([.. Enumerable.Range(0, 3).Select(number => TestMessage.To("a.example").InQueue(number.ToString(CultureInfo.InvariantCulture)))]);
        Assert.All(answers, answer => Assert.Equal(PublishCode.TooManyQueues, answer.Code));
        Assert.Empty(await Queues.ListAsync(Shop));
    }

    [Fact]
    public async Task Of_queues_that_are_made_together_all_come_or_none()
    {
        Queueing.MaxQueues = 2;
        Assert.True(await Queues.SetAsync(Shop, Mails, 3, null));
        Assert.False(await Queues.MakeAsync(Shop, [Mails, "a", "b"]));
        Assert.True(await Queues.MakeAsync(Shop, [Mails, "a"], onlyAsks: true));
        Assert.Equal(Mails, Assert.Single(await Queues.ListAsync(Shop)).Name);
        Assert.True(await Queues.MakeAsync(Shop, [Mails, "a"]));
        Assert.Equal([(Mails, 3), ("a", 1)], (await Queues.ListAsync(Shop)).Select(queue => (queue.Name, queue.Parallelism)));
        Assert.True(await Queues.MakeAsync(Shop, [Mails, "a"]));
        Assert.True(await Queues.MakeAsync("bank", ["b"]));
    }

    private MessagePublisher NewPublisher() => new(
        Connections, Options, Microsoft.Extensions.Options.Options.Create(Deduplicating), Microsoft.Extensions.Options.Options.Create(Queueing), TimeProvider.System,
        Microsoft.Extensions.Logging.Abstractions.NullLogger<MessagePublisher>.Instance);
}
