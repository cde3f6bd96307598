using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

/// <summary>What a queue is made with, and what its settings do.</summary>
public sealed class QueueSettingsTests : QueueTest
{
    [Fact]
    public async Task A_queue_is_made_by_its_first_message_with_parallelism_1_and_stays_when_it_is_empty()
    {
        await EnqueueAsync(["a.example"]);
        await SettleAsync(Session, new Settlement.Delivered(await LeaseOneAsync(Session)));
        Assert.Equal((1, false, 0L), await ShownAsync());
        Assert.Equal([Mails], (await Queues.ListAsync(Shop)).Select(queue => queue.Name));
    }

    [Fact]
    public async Task A_message_does_not_change_the_settings_of_its_queue()
    {
        await Queues.SetAsync(Shop, Mails, 5, true);
        await EnqueueAsync(["a.example"]);
        Assert.Equal((5, true, 1L), await ShownAsync());
    }

    [Fact]
    public async Task A_paused_queue_takes_messages_in_and_starts_none()
    {
        await Queues.SetAsync(Shop, Mails, 2, true);
        await EnqueueAsync(["a.example", "b.example"]);
        var answer = await LeaseAsync(Session);
        Assert.Empty(answer.Leases);
        Assert.Null(answer.NextIn);
        Assert.Equal((2, true, 2L), await ShownAsync());
        await Queues.SetAsync(Shop, Mails, null, false);
        Assert.Equal(2, (await LeaseAsync(Session)).Leases.Count);
    }

    [Fact]
    public async Task Pausing_stops_retries_too()
    {
        await EnqueueAsync(["a.example"]);
        await SettleAsync(Session, new Settlement.Retry(await LeaseOneAsync(Session), TimeSpan.Zero));
        await Queues.SetAsync(Shop, Mails, null, true);
        Assert.Empty((await LeaseAsync(Session)).Leases);
        await Queues.SetAsync(Shop, Mails, null, false);
        Assert.Single((await LeaseAsync(Session)).Leases);
    }

    [Fact]
    public async Task A_raised_parallelism_lets_more_go_and_a_lowered_one_waits_for_those_that_went()
    {
        await EnqueueAsync(Enumerable.Repeat("a.example", 5));
        var first = await LeaseOneAsync(Session);
        await Queues.SetAsync(Shop, Mails, 3, null);
        var more = (await LeaseAsync(Session, holding: true)).Leases;
        Assert.Equal(2, more.Count);
        await Queues.SetAsync(Shop, Mails, 1, null);
        await SettleAsync(Session, new Settlement.Delivered(first));
        await SettleAsync(Session, new Settlement.Delivered(more[0]));
        Assert.Empty((await LeaseAsync(Session, holding: true)).Leases);
        await SettleAsync(Session, new Settlement.Delivered(more[1]));
        Assert.Single((await LeaseAsync(Session)).Leases);
    }

    [Fact]
    public async Task Two_namespaces_have_each_their_own_queue_of_a_name()
    {
        const string Other = "other";
        await Queues.SetAsync(Other, Mails, 7, true);
        await EnqueueAsync(["a.example"]);
        Assert.Equal((1, false, 1L), await ShownAsync());
        Assert.Equal((7, true, 0L), ((await Queues.GetAsync(Other, Mails))!.Parallelism, (await Queues.GetAsync(Other, Mails))!.Paused, (await Queues.GetAsync(Other, Mails))!.Lag));
        await Queues.DeleteAsync(Other, Mails);
        Assert.NotNull(await Queues.GetAsync(Shop, Mails));
    }
}
