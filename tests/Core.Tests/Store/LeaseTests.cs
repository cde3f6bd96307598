using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class LeaseTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task Takes_a_due_message_with_all_that_was_published()
    {
        var id = await PublishToAsync("a.example");
        var lease = await LeaseOneAsync(session);
        Assert.Equal(id, lease.Message.Id);
        Assert.Equal("https://a.example/in", lease.Message.Url);
        Assert.Equal("body"u8, lease.Message.Body.Span);
        Assert.Equal((0, false), (lease.Retried, lease.Doomed));
    }

    [Fact]
    public async Task Leaves_a_delayed_message_and_says_when_it_is_due()
    {
        await PublishAsync(TestMessage.To("a.example") with { DelayMicros = 60_000_000 });
        var answer = await LeaseAsync(session);
        Assert.Empty(answer.Leases);
        Assert.InRange(answer.NextIn!.Value.TotalSeconds, 50, 60);
    }

    [Fact]
    public async Task Not_before_wins_when_it_is_later_than_the_delay()
    {
        var inAMinute = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds() * 1000;
        await PublishAsync(TestMessage.To("a.example") with { NotBeforeMicros = inAMinute });
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task Does_not_hand_out_twice_what_another_session_holds()
    {
        await PublishToAsync("a.example");
        await LeaseOneAsync(session);
        Assert.Empty((await LeaseAsync(TestMessage.NewSession())).Leases);
    }

    [Fact]
    public async Task With_nothing_waiting_there_is_no_next_moment() => Assert.Null((await LeaseAsync(session)).NextIn);

    [Fact]
    public async Task Serves_a_fresh_lane_beside_a_long_backlog_in_the_next_call()
    {
        await PublishManyAsync("busy.example", 10_000);
        await LeaseAsync(session, want: 32);
        var fresh = await PublishToAsync("fresh.example");
        var answer = await LeaseAsync(session, want: 32, holding: true);
        Assert.Contains(answer.Leases, lease => lease.Message.Id == fresh);
        Assert.Equal(32, answer.Leases.Count);
    }

    [Fact]
    public async Task Divides_what_is_wanted_among_the_lanes_that_are_due()
    {
        foreach (var host in new[] { "a.example", "b.example", "c.example", "d.example" })
        {
            await PublishManyAsync(host, 50);
        }

        var byHost = (await LeaseAsync(session, want: 40)).Leases.GroupBy(lease => lease.Message.Url).Select(host => host.Count());
        Assert.Equal([10, 10, 10, 10], byHost);
    }

    [Fact]
    public async Task A_lane_is_served_in_the_order_of_due_times()
    {
        var ids = new List<MessageId>();
        for (var number = 0; number < 5; number++)
        {
            ids.Add(await PublishToAsync("a.example"));
        }

        Assert.Equal(ids, (await LeaseAsync(session)).Leases.Select(lease => lease.Message.Id));
    }

    [Fact]
    public async Task A_destination_gets_its_share_and_what_may_be_borrowed_beyond()
    {
        await PublishManyAsync("a.example", 20);
        Assert.Equal(4 + 3, (await LeaseAsync(session, want: 20, borrow: 3, share: 4)).Leases.Count);
    }

    [Fact]
    public async Task A_destination_beyond_its_share_leaves_room_to_another()
    {
        await PublishManyAsync("slow.example", 20);
        Assert.Equal(4, (await LeaseAsync(session, want: 20, borrow: 0, share: 4)).Leases.Count);
        var other = await PublishToAsync("other.example");
        Assert.Equal(other, Assert.Single((await LeaseAsync(session, want: 20, holding: true, borrow: 0, share: 4)).Leases).Message.Id);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(150)]
    public async Task However_many_destinations_are_beyond_their_share_another_gets_its_room(int beyond)
    {
        await Publisher.PublishAsync([.. Enumerable.Range(0, beyond * 2).Select(number => TestMessage.To($"slow-{number % beyond}.example"))]);
        var leased = 0;
        await TestKit.Eventually.IsTrueAsync(
            async () => (leased += (await LeaseAsync(session, want: 200, holding: leased > 0, borrow: 0, share: 1)).Leases.Count) == beyond, "each has its one slot");
        var other = await PublishToAsync("other.example");
        var answer = await TestKit.Eventually.BecomesAsync(
            () => LeaseAsync(session, want: 2, holding: true, borrow: 0, share: 1), next => next.Leases.Count > 0, "it has its turn");
        Assert.Equal(other, Assert.Single(answer.Leases).Message.Id);
        answer = await LeaseAsync(session, want: 2, holding: true, borrow: 0, share: 1);
        Assert.True(answer.NextIn > TimeSpan.Zero, "what is left to others is looked at after a pause");
    }

    [Fact]
    public async Task A_destination_beyond_its_share_goes_on_when_it_has_slots_again()
    {
        await PublishManyAsync("slow.example", 6);
        var first = await LeaseAsync(session, want: 20, borrow: 0, share: 4);
        await Leases.SettleAsync(Partition, session, [.. first.Leases.Select(lease => new Settlement.Delivered(lease))]);
        Assert.Equal(2, (await LeaseAsync(session, want: 20, holding: true, borrow: 0, share: 4)).Leases.Count);
    }

    [Fact]
    public async Task What_a_lost_answer_held_is_given_back_and_nothing_else()
    {
        await PublishManyAsync("a.example", 450);
        var known = (await LeaseAsync(session, want: 10)).Leases;
        await LeaseAsync(session, want: 440, holding: true);
        await Leases.ReleaseUnknownAsync(Partition, session, known.Select(lease => lease.Message.Id));
        Assert.Equal(10, await Redis.Database.SetLengthAsync(RedisKeys.Held(Partition, session)));
        var again = 0;
        await TestKit.Eventually.IsTrueAsync(async () => (again += (await LeaseAsync(session, want: 200, holding: true)).Leases.Count) == 440, "the others are leased again");
    }

    [Fact]
    public async Task What_was_cancelled_while_a_lost_answer_held_it_is_not_handed_out_again()
    {
        var cancelled = await PublishAsync(TestMessage.To("a.example").InQueue("mails"));
        await PublishAsync(TestMessage.To("b.example").InQueue("mails"));
        await LeaseOneAsync(session);
        Assert.NotNull(await Messages.CancelAsync(Shop, cancelled.Id));
        await Leases.ReleaseUnknownAsync(Partition, session, []);
        Assert.Equal("https://b.example/in", (await LeaseOneAsync(session)).Message.Url);
        Assert.Null(await Messages.CancelAsync(Shop, cancelled.Id));
    }

    [Fact]
    public async Task What_a_late_success_made_final_while_a_lost_answer_held_it_is_not_handed_out_again()
    {
        await PublishToAsync("a.example");
        var lapsed = TestMessage.NewSession();
        var late = await LeaseOneAsync(lapsed, span: TimeSpan.FromMilliseconds(1));
        await RecoverAsync(1);
        await LeaseOneAsync(session);
        Assert.True(await SettleAsync(lapsed, new Settlement.Delivered(late)));
        await Leases.ReleaseUnknownAsync(Partition, session, []);
        Assert.Empty((await LeaseAsync(session)).Leases);
    }
}
