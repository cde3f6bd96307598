using Postrider.Core.Redis;
using Postrider.Core.Store;
using Postrider.TestKit;

namespace Postrider.Core.Tests.Store;

/// <summary>Who has started keeps the slot until everything is over.</summary>
public sealed class QueueSlotTests : QueueTest
{
    [Fact]
    public async Task A_failing_head_keeps_its_slot_until_its_retries_are_over()
    {
        await EnqueueAsync(["a.example", "b.example"]);
        var head = await LeaseOneAsync(Session);
        await SettleAsync(Session, new Settlement.Retry(head, Soon));
        Assert.Empty((await LeaseAsync(Session)).Leases);
        Lease? again = null;
        await Eventually.IsTrueAsync(async () => (again = (await LeaseAsync(Session)).Leases.SingleOrDefault()) is not null, "the head is due again");
        Assert.Equal((head.Message.Id, 1), (again!.Message.Id, again.Retried));
        await SettleAsync(Session, TestMessage.Bury(again, "broken"));
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(Session)).Message.Url);
    }

    [Fact]
    public async Task Nobody_is_told_of_a_queue_that_waits_for_an_outcome()
    {
        await EnqueueAsync(["a.example", "b.example"]);
        await LeaseOneAsync(Session);
        Assert.Null((await LeaseAsync(Session, holding: true)).NextIn);
    }

    [Fact]
    public async Task An_owner_between_attempts_whose_gate_is_shut_does_not_stop_another_one()
    {
        await Queues.SetAsync(Shop, Mails, 2, null);
        await PublishAsync(TestMessage.To("a.example").InQueue(Mails).WithFlow("key", rate: 1, periodMs: 3_600_000));
        await PublishAsync(TestMessage.To("b.example").InQueue(Mails));
        var leases = (await LeaseAsync(Session)).Leases;
        Assert.Equal(2, leases.Count);
        await Leases.SettleAsync(Partition, Session, [.. leases.Select(lease => new Settlement.Retry(lease, TimeSpan.Zero))]);
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(Session)).Message.Url);
    }

    [Fact]
    public async Task However_many_owners_stand_at_a_shut_gate_free_slots_are_used()
    {
        const int stopped = 40;
        await Queues.SetAsync(Shop, Mails, stopped + 2, null);
        for (var number = 0; number < stopped; number++)
        {
            await PublishAsync(TestMessage.To("a.example").InQueue(Mails).WithFlow("key", parallelism: 100));
        }

        await EnqueueAsync(["b.example"]);
        var leases = (await LeaseAsync(Session, want: 100)).Leases;
        Assert.Equal(stopped + 1, leases.Count);
        await Leases.SettleAsync(Partition, Session, [.. leases.Select(lease => new Settlement.Retry(lease, TimeSpan.Zero))]);
        await Flow.PauseAsync(Shop, "key");
        await EnqueueAsync(["c.example"]);
        Assert.Equal(["https://b.example/in", "https://c.example/in"], (await LeaseAsync(Session)).Leases.Select(lease => lease.Message.Url));
    }

    [Theory]
    [InlineData(128)]
    [InlineData(300)]
    public async Task An_owner_behind_more_stopped_ones_than_are_looked_at_has_its_turn(int stopped)
    {
        await Queues.SetAsync(Shop, Mails, stopped + 1, null);
        for (var number = 0; number < stopped; number++)
        {
            await PublishAsync(TestMessage.To("a.example").InQueue(Mails).WithFlow("key", parallelism: 1000));
        }

        await EnqueueAsync(["b.example"]);
        var leases = new List<Lease>();
        while (leases.Count <= stopped)
        {
            leases.AddRange((await LeaseAsync(Session, want: 500, holding: leases.Count > 0)).Leases);
        }

        var firsts = leases.Where(lease => lease.Message.FlowKey is not null).Select(lease => new Settlement.Retry(lease, TimeSpan.Zero));
        await Leases.SettleAsync(Partition, Session, [.. firsts]);
        await Leases.SettleAsync(Partition, Session, [new Settlement.Retry(leases.Single(lease => lease.Message.FlowKey is null), TimeSpan.Zero)]);
        await Flow.PauseAsync(Shop, "key");
        await Eventually.IsTrueAsync(
            async () => (await LeaseAsync(Session)).Leases.SingleOrDefault()?.Message.Url == "https://b.example/in", "the owner has its turn");
        await Flow.ResumeAsync(Shop, "key");
        Assert.Equal(10, (await LeaseAsync(Session, holding: true)).Leases.Count);
    }

    [Fact]
    public async Task A_queue_that_waits_for_a_slot_of_this_worker_still_sees_an_owner_for_another_destination()
    {
        await Queues.SetAsync(Shop, Mails, 2, null);
        await EnqueueAsync(["hangs.example", "other.example"]);
        var leases = (await LeaseAsync(Session)).Leases;
        await PublishToAsync("hangs.example");
        await LeaseOneAsync(Session); // has the destination's one slot, and keeps it
        await SettleAsync(Session, new Settlement.Retry(leases[0], TimeSpan.Zero));
        await SettleAsync(Session, new Settlement.Retry(leases[1], Soon));
        Assert.Empty((await LeaseAsync(Session, holding: true, borrow: 0, share: 1)).Leases);
        var next = await Eventually.BecomesAsync(
            () => LeaseAsync(Session, holding: true, borrow: 0, share: 1), answer => answer.Leases.Count > 0, "the other owner's moment has come");
        Assert.Equal("https://other.example/in", Assert.Single(next.Leases).Message.Url);
    }

    [Fact]
    public async Task A_parked_queue_still_sees_an_owner_whose_moment_comes()
    {
        await Queues.SetAsync(Shop, Mails, 2, null);
        await PublishAsync(TestMessage.To("a.example").InQueue(Mails));
        await SettleAsync(Session, new Settlement.Retry(await LeaseOneAsync(Session), Soon));
        await PublishAsync(TestMessage.To("x.example").WithFlow("key", parallelism: 1));
        await LeaseOneAsync(Session);
        await PublishAsync(TestMessage.To("b.example").InQueue(Mails).WithFlow("key", parallelism: 1));
        Assert.NotNull((await LeaseAsync(Session, holding: true)).NextIn);
        await Eventually.IsTrueAsync(
            async () => (await LeaseAsync(Session, holding: true)).Leases.SingleOrDefault()?.Message.Url == "https://a.example/in", "the owner is due");
    }

    [Fact]
    public async Task What_a_lapsed_session_held_goes_again_before_those_behind_it()
    {
        await EnqueueAsync(["a.example", "b.example"]);
        var held = await LeaseOneAsync(Session, span: TimeSpan.FromMilliseconds(1));
        await RecoverAsync(1);
        Assert.Equal(held.Message.Id, (await LeaseOneAsync(TestMessage.NewSession())).Message.Id);
    }

    [Fact]
    public async Task A_late_success_of_a_lapsed_lease_frees_the_slot_once()
    {
        await EnqueueAsync(["a.example", "b.example", "c.example"]);
        var late = await LeaseOneAsync(Session, span: TimeSpan.FromMilliseconds(1));
        await RecoverAsync(1);
        var (other, next) = (TestMessage.NewSession(), TestMessage.NewSession());
        var again = await LeaseOneAsync(other);
        Assert.True(await SettleAsync(Session, new Settlement.Delivered(late)));
        Assert.Empty((await LeaseAsync(next)).Leases);
        Assert.False(await SettleAsync(other, new Settlement.Retry(again, TimeSpan.Zero)));
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(next)).Message.Url);
    }

    [Fact]
    public async Task A_cancelled_owner_frees_its_slot_and_a_waiting_one_its_place()
    {
        var ids = await EnqueueAsync(["a.example", "b.example", "c.example"]);
        await SettleAsync(Session, new Settlement.Retry(await LeaseOneAsync(Session), Long));
        Assert.NotNull(await Messages.CancelAsync(Shop, ids[1]));
        Assert.NotNull(await Messages.CancelAsync(Shop, ids[0]));
        Assert.Null(await Messages.CancelAsync(Shop, ids[0]));
        Assert.Equal(ids[2], (await LeaseOneAsync(Session)).Message.Id);
    }

    [Fact]
    public async Task What_was_taken_back_leaves_the_queue()
    {
        var message = TestMessage.To("a.example").InQueue(Mails).WithFlow("key", parallelism: 1);
        await PublishAsync(message);
        await RedisScripts.TakeBack.RunAsync(Redis.Database, RedisKeys.Tag(Partition), ["gateway", 60_000, message.Message.Id.Bytes, ""]);
        Assert.Equal((1, false, 0L), await ShownAsync());
    }
}
