using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.TestKit;

namespace Postrider.Core.Tests.Store;

/// <summary>In which order messages of a queue start, and how many.</summary>
public sealed class QueueTests : QueueTest
{
    [Fact]
    public async Task Messages_start_one_by_one_in_the_order_of_their_acceptance()
    {
        var accepted = await EnqueueAsync(Enumerable.Range(0, 40).Select(number => $"{number}.example"));
        var started = new List<MessageId>();
        while (started.Count < accepted.Count)
        {
            var lease = await LeaseOneAsync(Session);
            started.Add(lease.Message.Id);
            await SettleAsync(Session, new Settlement.Delivered(lease));
        }

        Assert.Equal(accepted, started);
    }

    [Fact]
    public async Task Of_one_request_the_order_holds_however_many_it_has()
    {
        await Queues.SetAsync(Shop, Mails, 1000, null);
        var accepted = await EnqueueAsync(Enumerable.Repeat("a.example", 700));
        var started = new List<MessageId>();
        for (LeaseAnswer answer; (answer = await LeaseAsync(Session, want: 64, holding: started.Count > 0)).Leases.Count > 0;)
        {
            started.AddRange(answer.Leases.Select(lease => lease.Message.Id));
        }

        Assert.Equal(accepted, started);
    }

    [Fact]
    public async Task No_more_start_than_the_queue_lets()
    {
        await Queues.SetAsync(Shop, Mails, 3, null);
        await EnqueueAsync(Enumerable.Repeat("a.example", 10));
        var first = (await LeaseAsync(Session)).Leases;
        Assert.Equal(3, first.Count);
        Assert.Empty((await LeaseAsync(Session, holding: true)).Leases);
        await SettleAsync(Session, new Settlement.Delivered(first[1]));
        Assert.Single((await LeaseAsync(Session, holding: true)).Leases);
    }

    [Fact]
    public async Task A_delayed_head_does_not_hold_up_the_others_and_joins_when_it_is_due()
    {
        var later = TestMessage.To("later.example").InQueue(Mails) with { DelayMicros = (long)Soon.TotalMicroseconds };
        await PublishAsync(later);
        await EnqueueAsync(["a.example"]);
        var first = await LeaseOneAsync(Session);
        Assert.Equal("https://a.example/in", first.Message.Url);
        await SettleAsync(Session, new Settlement.Delivered(first));
        await Eventually.IsTrueAsync(async () => (await LeaseAsync(Session)).Leases.SingleOrDefault()?.Message.Id == later.Message.Id, "the delayed one is due");
    }

    [Fact]
    public async Task Messages_that_become_due_at_the_same_moment_keep_their_order()
    {
        await Queues.SetAsync(Shop, Mails, 100, null);
        var at = (await Leases.ReadTimeAsync(Partition)) + 150_000;
        var messages = Enumerable.Range(0, 20).Select(_ => TestMessage.To("a.example").InQueue(Mails) with { NotBeforeMicros = at }).ToList();
        foreach (var message in messages)
        {
            await PublishAsync(message);
        }

        await Eventually.IsTrueAsync(async () => await Leases.ReadTimeAsync(Partition) > at + messages.Count, "they are due"); // a µs apart, for their order
        var leases = (await LeaseAsync(Session, want: 100)).Leases;
        Assert.Equal(messages.Select(message => message.Message.Id), leases.Select(lease => lease.Message.Id));
    }

    [Fact]
    public async Task Queue_flow_key_and_endpoint_all_hold()
    {
        await Queues.SetAsync(Shop, Mails, 4, null);
        for (var number = 0; number < 6; number++)
        {
            await PublishAsync(TestMessage.To($"{number}.example").InQueue(Mails).WithFlow("key", parallelism: 2));
        }

        var leases = (await LeaseAsync(Session)).Leases;
        Assert.Equal(2, leases.Count);
        Assert.Empty((await LeaseAsync(Session, holding: true)).Leases);
        await SettleAsync(Session, new Settlement.Delivered(leases[0]));
        Assert.Single((await LeaseAsync(Session, holding: true)).Leases);
    }

    [Fact]
    public async Task A_head_whose_gate_is_shut_is_not_passed_by_those_behind_it()
    {
        await Queues.SetAsync(Shop, Mails, 4, null);
        await PublishAsync(TestMessage.To("other.example").WithFlow("key", parallelism: 1));
        var other = await LeaseOneAsync(Session);
        await PublishAsync(TestMessage.To("head.example").InQueue(Mails).WithFlow("key", parallelism: 1));
        await EnqueueAsync(["behind.example"]);
        Assert.Empty((await LeaseAsync(Session, holding: true)).Leases);
        await SettleAsync(Session, new Settlement.Delivered(other));
        Assert.Equal(["https://head.example/in", "https://behind.example/in"], (await LeaseAsync(Session)).Leases.Select(lease => lease.Message.Url));
    }

    [Fact]
    public async Task A_released_message_keeps_its_turn()
    {
        await EnqueueAsync(["a.example", "b.example"]);
        var head = await LeaseOneAsync(Session);
        await SettleAsync(Session, new Settlement.Release(head, TimeSpan.Zero, Unsent: true));
        Assert.Equal(head.Message.Id, (await LeaseOneAsync(Session)).Message.Id);
    }
}
