using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using Postrider.TestKit;

namespace Postrider.Core.Tests.Store;

public sealed class QueueTests : StoreTest
{
    private const string Mails = "mails";
    private static readonly string Lane = MessageRoute.QueueLane(Shop, Mails);
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task Messages_start_one_by_one_in_the_order_of_their_acceptance()
    {
        var accepted = await EnqueueAsync(Enumerable.Range(0, 40).Select(number => $"{number}.example"));
        var started = new List<MessageId>();
        while (started.Count < accepted.Count)
        {
            var lease = await LeaseOneAsync(session);
            started.Add(lease.Message.Id);
            await SettleAsync(session, new Settlement.Delivered(lease));
        }

        Assert.Equal(accepted, started);
    }

    [Fact]
    public async Task Of_one_request_the_order_holds_however_many_it_has()
    {
        await Queues.SetAsync(Shop, Mails, 1000, null);
        var accepted = await EnqueueAsync(Enumerable.Repeat("a.example", 700));
        var started = new List<MessageId>();
        for (LeaseAnswer answer; (answer = await LeaseAsync(session, want: 64, holding: started.Count > 0)).Leases.Count > 0;)
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
        var first = (await LeaseAsync(session)).Leases;
        Assert.Equal(3, first.Count);
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        await SettleAsync(session, new Settlement.Delivered(first[1]));
        Assert.Single((await LeaseAsync(session, holding: true)).Leases);
    }

    [Fact]
    public async Task A_failing_head_keeps_its_slot_until_its_retries_are_over()
    {
        await EnqueueAsync(["a.example", "b.example"]);
        var head = await LeaseOneAsync(session);
        await SettleAsync(session, new Settlement.Retry(head, Short));
        Assert.Empty((await LeaseAsync(session)).Leases);
        Lease? again = null;
        await Eventually.IsTrueAsync(async () => (again = (await LeaseAsync(session)).Leases.SingleOrDefault()) is not null, "the head is due again");
        Assert.Equal((head.Message.Id, 1), (again!.Message.Id, again.Retried));
        await SettleAsync(session, TestMessage.Bury(again, "broken"));
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(session)).Message.Url);
    }

    [Fact]
    public async Task Nobody_is_told_of_a_queue_that_waits_for_an_outcome()
    {
        await EnqueueAsync(["a.example", "b.example"]);
        await LeaseOneAsync(session);
        Assert.Null((await LeaseAsync(session, holding: true)).NextIn);
    }

    [Fact]
    public async Task A_delayed_head_does_not_hold_up_the_others_and_joins_when_it_is_due()
    {
        var later = TestMessage.To("later.example").InQueue(Mails) with { DelayMicros = (long)Short.TotalMicroseconds };
        await PublishAsync(later);
        await EnqueueAsync(["a.example"]);
        var first = await LeaseOneAsync(session);
        Assert.Equal("https://a.example/in", first.Message.Url);
        await SettleAsync(session, new Settlement.Delivered(first));
        await Eventually.IsTrueAsync(async () => (await LeaseAsync(session)).Leases.SingleOrDefault()?.Message.Id == later.Message.Id, "the delayed one is due");
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

        IReadOnlyList<Lease> leases = [];
        await Eventually.IsTrueAsync(async () => (leases = (await LeaseAsync(session, want: 100)).Leases).Count > 0, "they are due");
        Assert.Equal(messages.Select(message => message.Message.Id), leases.Select(lease => lease.Message.Id));
    }

    [Fact]
    public async Task A_paused_queue_takes_messages_in_and_starts_none()
    {
        await Queues.SetAsync(Shop, Mails, 2, true);
        await EnqueueAsync(["a.example", "b.example"]);
        var answer = await LeaseAsync(session);
        Assert.Empty(answer.Leases);
        Assert.Null(answer.NextIn);
        Assert.Equal((2, true, 2L), await ShownAsync());
        await Queues.SetAsync(Shop, Mails, null, false);
        Assert.Equal(2, (await LeaseAsync(session)).Leases.Count);
    }

    [Fact]
    public async Task Pausing_stops_retries_too()
    {
        await EnqueueAsync(["a.example"]);
        await SettleAsync(session, new Settlement.Retry(await LeaseOneAsync(session), TimeSpan.Zero));
        await Queues.SetAsync(Shop, Mails, null, true);
        Assert.Empty((await LeaseAsync(session)).Leases);
        await Queues.SetAsync(Shop, Mails, null, false);
        Assert.Single((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_raised_parallelism_lets_more_go_and_a_lowered_one_waits_for_those_that_went()
    {
        await EnqueueAsync(Enumerable.Repeat("a.example", 5));
        var first = await LeaseOneAsync(session);
        await Queues.SetAsync(Shop, Mails, 3, null);
        var more = (await LeaseAsync(session, holding: true)).Leases;
        Assert.Equal(2, more.Count);
        await Queues.SetAsync(Shop, Mails, 1, null);
        await SettleAsync(session, new Settlement.Delivered(first));
        await SettleAsync(session, new Settlement.Delivered(more[0]));
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        await SettleAsync(session, new Settlement.Delivered(more[1]));
        Assert.Single((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task Queue_flow_key_and_endpoint_all_hold()
    {
        await Queues.SetAsync(Shop, Mails, 4, null);
        for (var number = 0; number < 6; number++)
        {
            await PublishAsync(TestMessage.To($"{number}.example").InQueue(Mails).WithFlow("key", parallelism: 2));
        }

        var leases = (await LeaseAsync(session)).Leases;
        Assert.Equal(2, leases.Count);
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        await SettleAsync(session, new Settlement.Delivered(leases[0]));
        Assert.Single((await LeaseAsync(session, holding: true)).Leases);
    }

    [Fact]
    public async Task A_head_whose_gate_is_shut_is_not_passed_by_those_behind_it()
    {
        await Queues.SetAsync(Shop, Mails, 4, null);
        await PublishAsync(TestMessage.To("other.example").WithFlow("key", parallelism: 1));
        var other = await LeaseOneAsync(session);
        await PublishAsync(TestMessage.To("head.example").InQueue(Mails).WithFlow("key", parallelism: 1));
        await EnqueueAsync(["behind.example"]);
        Assert.Empty((await LeaseAsync(session, holding: true)).Leases);
        await SettleAsync(session, new Settlement.Delivered(other));
        Assert.Equal(["https://head.example/in", "https://behind.example/in"], (await LeaseAsync(session)).Leases.Select(lease => lease.Message.Url));
    }

    [Fact]
    public async Task An_owner_between_attempts_whose_gate_is_shut_does_not_stop_another_one()
    {
        await Queues.SetAsync(Shop, Mails, 2, null);
        await PublishAsync(TestMessage.To("a.example").InQueue(Mails).WithFlow("key", rate: 1, periodMs: 3_600_000));
        await PublishAsync(TestMessage.To("b.example").InQueue(Mails));
        var leases = (await LeaseAsync(session)).Leases;
        Assert.Equal(2, leases.Count);
        await Leases.SettleAsync(Partition, session, [.. leases.Select(lease => new Settlement.Retry(lease, TimeSpan.Zero))]);
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(session)).Message.Url);
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
        var leases = (await LeaseAsync(session, want: 100)).Leases;
        Assert.Equal(stopped + 1, leases.Count);
        await Leases.SettleAsync(Partition, session, [.. leases.Select(lease => new Settlement.Retry(lease, TimeSpan.Zero))]);
        await Flow.PauseAsync(Shop, "key");
        await EnqueueAsync(["c.example"]);
        Assert.Equal(["https://b.example/in", "https://c.example/in"], (await LeaseAsync(session)).Leases.Select(lease => lease.Message.Url));
    }

    [Fact]
    public async Task A_parked_queue_still_sees_an_owner_whose_moment_comes()
    {
        await Queues.SetAsync(Shop, Mails, 2, null);
        await PublishAsync(TestMessage.To("a.example").InQueue(Mails));
        await SettleAsync(session, new Settlement.Retry(await LeaseOneAsync(session), Short));
        await PublishAsync(TestMessage.To("x.example").WithFlow("key", parallelism: 1));
        await LeaseOneAsync(session);
        await PublishAsync(TestMessage.To("b.example").InQueue(Mails).WithFlow("key", parallelism: 1));
        Assert.NotNull((await LeaseAsync(session, holding: true)).NextIn);
        await Eventually.IsTrueAsync(
            async () => (await LeaseAsync(session, holding: true)).Leases.SingleOrDefault()?.Message.Url == "https://a.example/in", "the owner is due");
    }

    [Fact]
    public async Task What_a_lapsed_session_held_goes_again_before_those_behind_it()
    {
        await EnqueueAsync(["a.example", "b.example"]);
        var held = await LeaseOneAsync(session, span: TimeSpan.FromMilliseconds(1));
        await RecoverAsync(1);
        Assert.Equal(held.Message.Id, (await LeaseOneAsync(TestMessage.NewSession())).Message.Id);
    }

    [Fact]
    public async Task A_late_success_of_a_lapsed_lease_frees_the_slot_once()
    {
        await EnqueueAsync(["a.example", "b.example", "c.example"]);
        var late = await LeaseOneAsync(session, span: TimeSpan.FromMilliseconds(1));
        await RecoverAsync(1);
        var (other, next) = (TestMessage.NewSession(), TestMessage.NewSession());
        var again = await LeaseOneAsync(other);
        Assert.True(await SettleAsync(session, new Settlement.Delivered(late)));
        Assert.Empty((await LeaseAsync(next)).Leases);
        Assert.False(await SettleAsync(other, new Settlement.Retry(again, TimeSpan.Zero)));
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(next)).Message.Url);
    }

    [Fact]
    public async Task A_released_message_keeps_its_turn()
    {
        await EnqueueAsync(["a.example", "b.example"]);
        var head = await LeaseOneAsync(session);
        await SettleAsync(session, new Settlement.Release(head, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(head.Message.Id, (await LeaseOneAsync(session)).Message.Id);
    }

    [Fact]
    public async Task A_cancelled_owner_frees_its_slot_and_a_waiting_one_its_place()
    {
        var ids = await EnqueueAsync(["a.example", "b.example", "c.example"]);
        await SettleAsync(session, new Settlement.Retry(await LeaseOneAsync(session), Long));
        Assert.NotNull(await Messages.CancelAsync(Shop, ids[1]));
        Assert.NotNull(await Messages.CancelAsync(Shop, ids[0]));
        Assert.Null(await Messages.CancelAsync(Shop, ids[0]));
        Assert.Equal(ids[2], (await LeaseOneAsync(session)).Message.Id);
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

    [Fact]
    public async Task A_queue_is_made_by_its_first_message_with_parallelism_1_and_stays_when_it_is_empty()
    {
        await EnqueueAsync(["a.example"]);
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
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
    public async Task What_was_taken_back_leaves_the_queue()
    {
        var message = TestMessage.To("a.example").InQueue(Mails).WithFlow("key", parallelism: 1);
        await PublishAsync(message);
        await RedisScripts.TakeBack.RunAsync(Redis.Database, RedisKeys.Tag(Partition), ["gateway", 60_000, message.Message.Id.Bytes, ""]);
        Assert.Equal((1, false, 0L), await ShownAsync());
    }

    private async Task<IReadOnlyList<MessageId>> EnqueueAsync(IEnumerable<string> hosts) =>
        [.. (await Publisher.PublishAsync([.. hosts.Select(host => TestMessage.To(host).InQueue(Mails))])).Select(answer => answer.Id)];

    private async Task<(int Parallelism, bool Paused, long Lag)> ShownAsync()
    {
        var queue = await Queues.GetAsync(Shop, Mails);
        return (queue!.Parallelism, queue.Paused, queue.Lag);
    }
}
