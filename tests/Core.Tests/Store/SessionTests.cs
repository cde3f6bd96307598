using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class SessionTests : StoreTest
{
    private readonly byte[] lapsing = TestMessage.NewSession();
    private readonly byte[] other = TestMessage.NewSession();

    [Fact]
    public async Task What_a_lapsed_session_held_goes_to_another_and_retried_stays()
    {
        var id = await PublishToAsync("a.example");
        await SettleAsync(other, new Settlement.Retry(await LeaseOneAsync(other), TimeSpan.Zero));
        await LeaseOneAsync(lapsing, span: Short);
        await RecoverAsync(1);
        var lease = await LeaseOneAsync(other);
        Assert.Equal((id, 1, false), (lease.Message.Id, lease.Retried, lease.Doomed));
        Assert.Equal(1, await CrashesAsync(id));
    }

    [Fact]
    public async Task A_session_that_is_alive_is_left_alone()
    {
        await PublishToAsync("a.example");
        await LeaseOneAsync(lapsing);
        Assert.Equal(0, (await Leases.TickAsync(Partition, Long)).Recovered);
    }

    [Fact]
    public async Task After_a_time_without_upkeep_owners_may_settle_first()
    {
        await PublishToAsync("a.example");
        var lease = await LeaseOneAsync(lapsing, span: TimeSpan.Zero);
        await Redis.Database.StringSetAsync($"{{{Partition}}}tick", DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds() * 1000);
        Assert.Equal(0, (await Leases.TickAsync(Partition, TimeSpan.FromSeconds(15))).Recovered);
        Assert.Equal(0, (await Leases.TickAsync(Partition, TimeSpan.FromSeconds(15))).Recovered);
        Assert.True(await SettleAsync(lapsing, new Settlement.Delivered(lease)));
    }

    [Fact]
    public async Task Extending_does_not_revive_a_session_that_is_half_recovered()
    {
        const int messages = 450;
        await PublishManyAsync("a.example", messages);
        await LeaseAsync(lapsing, want: messages, span: Short);
        await TestKit.Eventually.IsTrueAsync(async () => (await Leases.TickAsync(Partition, Long)).Recovered > 0, "a first piece is recovered");
        Assert.False(await Leases.ExtendAsync(Partition, lapsing, Long));
        Assert.True((await LeaseAsync(lapsing, holding: true)).Lost);
    }

    [Fact]
    public async Task A_repeated_outcome_does_not_count_for_the_next_lease_of_the_same_session()
    {
        await PublishToAsync("a.example");
        var first = await LeaseOneAsync(lapsing);
        var retry = new Settlement.Retry(first, TimeSpan.Zero);
        Assert.True(await SettleAsync(lapsing, retry));
        var second = await LeaseOneAsync(lapsing);
        Assert.False(await SettleAsync(lapsing, retry));
        Assert.Equal(1, second.Retried);
        Assert.True(await SettleAsync(lapsing, new Settlement.Delivered(second)));
    }

    [Fact]
    public async Task A_session_of_many_messages_is_recovered_in_pieces()
    {
        const int messages = 450;
        await PublishManyAsync("a.example", messages);
        await LeaseAsync(lapsing, want: messages, span: Short);
        await RecoverAsync(messages);
        var found = 0;
        await TestKit.Eventually.IsTrueAsync(async () => (found += (await LeaseAsync(other, want: messages, holding: found > 0)).Leases.Count) == messages, "all are leased again");
    }

    [Fact]
    public async Task Extending_keeps_a_session_alive()
    {
        await PublishToAsync("a.example");
        await LeaseOneAsync(lapsing, span: TimeSpan.FromSeconds(20));
        Assert.True(await Leases.ExtendAsync(Partition, lapsing, Long));
        var deadline = await Redis.Database.SortedSetScoreAsync($"{{{Partition}}}sess", lapsing);
        Assert.True(deadline > DateTimeOffset.UtcNow.AddMinutes(4).ToUnixTimeMilliseconds() * 1000d);
    }

    [Fact]
    public async Task Extending_never_revives_what_was_recovered()
    {
        await PublishToAsync("a.example");
        await LeaseOneAsync(lapsing, span: Short);
        await RecoverAsync(1);
        Assert.False(await Leases.ExtendAsync(Partition, lapsing, Long));
        Assert.True((await LeaseAsync(lapsing, holding: true)).Lost);
    }

    [Fact]
    public async Task After_a_second_crash_a_message_waits_before_it_is_tried_again()
    {
        var id = await PublishToAsync("a.example");
        await LeaseOneAsync(lapsing, span: Short);
        await RecoverAsync(1);
        await LeaseOneAsync(other, span: Short);
        await RecoverAsync(1);
        Assert.Equal(2, await CrashesAsync(id));
        var answer = await LeaseAsync(lapsing);
        Assert.Empty(answer.Leases);
        Assert.InRange(answer.NextIn!.Value.TotalMilliseconds, 1, 1000);
    }

    [Fact]
    public async Task A_suspect_is_leased_alone_and_one_at_a_time()
    {
        var (first, second) = (await PublishToAsync("a.example"), await PublishToAsync("b.example"));
        await SetCrashesAsync(first, 2);
        await SetCrashesAsync(second, 4);
        await PublishToAsync("c.example");
        var suspects = new List<MessageId> { first, second };
        var leased = new List<Lease>();
        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                var answer = await LeaseAsync(other, holding: leased.Count > 0);
                Assert.False(answer.Leases.Count > 1 && answer.Leases.Any(lease => suspects.Contains(lease.Message.Id)));
                leased.AddRange(answer.Leases);
                return leased.Count == 2;
            },
            "a suspect and the healthy one are leased");
        Assert.Single(leased, lease => suspects.Contains(lease.Message.Id));
        Assert.Empty((await LeaseAsync(lapsing)).Leases);
    }

    [Fact]
    public async Task The_next_suspect_follows_when_the_first_is_settled()
    {
        var (first, second) = (await PublishToAsync("a.example"), await PublishToAsync("a.example"));
        await SetCrashesAsync(first, 2);
        await SetCrashesAsync(second, 2);
        await SettleAsync(other, new Settlement.Delivered(await LeaseOneAsync(other)));
        var next = await TestKit.Eventually.BecomesAsync(() => LeaseAsync(other), answer => answer.Leases.Count > 0, "the second suspect is leased");
        Assert.Equal(second, Assert.Single(next.Leases).Message.Id);
    }

    [Fact]
    public async Task An_outcome_clears_the_suspicion()
    {
        var id = await PublishToAsync("a.example");
        await SetCrashesAsync(id, 3);
        await SettleAsync(other, new Settlement.Retry(await LeaseOneAsync(other), TimeSpan.Zero));
        Assert.Equal(0, await CrashesAsync(id));
    }

    [Fact]
    public async Task After_five_crashes_a_message_is_handed_out_to_be_buried()
    {
        var id = await PublishToAsync("a.example");
        await SetCrashesAsync(id, 4);
        Assert.False((await LeaseOneAsync(lapsing, span: Short)).Doomed);
        await RecoverAsync(1);
        Assert.Equal(5, await CrashesAsync(id));
        await Redis.Database.SortedSetAddAsync($"{{{Partition}}}w{TestMessage.To("a.example").Message.Route}", id.Bytes, 0);
        await Redis.Database.SortedSetAddAsync($"{{{Partition}}}ready", $"{TestMessage.To("a.example").Message.Route}", 0);
        Assert.True((await LeaseOneAsync(other)).Doomed);
    }

    [Fact]
    public async Task A_late_success_is_final_and_leaves_the_slots_of_whoever_has_the_message_now()
    {
        var id = await PublishToAsync("a.example");
        var late = await LeaseOneAsync(lapsing, span: Short);
        await RecoverAsync(1);
        var second = await LeaseOneAsync(other);
        Assert.True(await SettleAsync(lapsing, new Settlement.Delivered(late)));
        Assert.Equal(1, await Redis.Database.SetLengthAsync(RedisKeys.Slots(Partition, late.Message.Route.DestinationGate)));
        Assert.False(await SettleAsync(other, new Settlement.Retry(second, TimeSpan.Zero)));
        Assert.Equal(0, await Redis.Database.SetLengthAsync(RedisKeys.Slots(Partition, late.Message.Route.DestinationGate)));
        Assert.Empty((await LeaseAsync(other)).Leases);
        Assert.NotNull(await Messages.GetAsync(Shop, id));
    }

    [Fact]
    public async Task A_late_success_takes_a_message_that_waits_again_out_of_its_lane()
    {
        await PublishToAsync("a.example");
        var late = await LeaseOneAsync(lapsing, span: Short);
        await RecoverAsync(1);
        Assert.True(await SettleAsync(lapsing, new Settlement.Delivered(late)));
        Assert.Empty((await LeaseAsync(other)).Leases);
    }

    [Fact]
    public async Task A_late_failure_changes_nothing()
    {
        await PublishToAsync("a.example");
        var late = await LeaseOneAsync(lapsing, span: Short);
        await RecoverAsync(1);
        Assert.False(await SettleAsync(lapsing, TestMessage.Bury(late, "late")));
        Assert.Equal(0, (await LeaseOneAsync(other)).Retried);
        Assert.Empty(await DeadLetters.ListAsync(Shop, null, 10));
    }

    [Fact]
    public async Task A_final_message_whose_second_holder_crashes_is_not_delivered_again()
    {
        await PublishToAsync("a.example");
        var late = await LeaseOneAsync(lapsing, span: Short);
        await RecoverAsync(1);
        await LeaseOneAsync(other, span: Short);
        await SettleAsync(lapsing, new Settlement.Delivered(late));
        await TestKit.Eventually.IsTrueAsync(
            async () => (await Leases.TickAsync(Partition, Long)) is { Recovered: 0 } && !await Redis.Database.KeyExistsAsync(RedisKeys.Held(Partition, other)),
            "the second session is cleared");
        Assert.Empty((await LeaseAsync(TestMessage.NewSession())).Leases);
    }

    [Fact]
    public async Task A_final_message_past_its_retention_still_gives_the_slots_of_a_crashed_holder_back()
    {
        var id = await PublishToAsync("a.example");
        var late = await LeaseOneAsync(lapsing, span: Short);
        await RecoverAsync(1);
        await LeaseOneAsync(other, span: TimeSpan.FromMilliseconds(400));
        await SettleAsync(lapsing, new Settlement.Delivered(late));
        Retention.Completed = TimeSpan.Zero;
        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                await Leases.TickAsync(Partition, Long);
                return await Messages.GetAsync(Shop, id) is null;
            },
            "the record is gone");
        Assert.Equal(0, await Redis.Database.SetLengthAsync(RedisKeys.Slots(Partition, late.Message.Route.DestinationGate)));
        Assert.Empty(await StatesAsync());
        Assert.Equal(0, (long)await Redis.Database.StringGetAsync($"{{{Partition}}}doneb"));
    }

    // Token (8 bytes, nobody's), retried, grants, crashes, flags.
    private Task SetCrashesAsync(MessageId id, byte crashes) =>
        Redis.Database.HashSetAsync(RedisKeys.States(Partition), id.Bytes, (byte[])[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, crashes, crashes, 0]);

    private async Task<int> CrashesAsync(MessageId id) => ((byte[])(await Redis.Database.HashGetAsync(RedisKeys.States(Partition), id.Bytes))!)[12];
}
