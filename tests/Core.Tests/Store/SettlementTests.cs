using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class SettlementTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    // What is leased together is looked up together: by a list that would be a search of everything for each.
    [Fact]
    public async Task States_are_found_without_searching_also_where_there_are_few()
    {
        await PublishToAsync("a.example");
        await LeaseOneAsync(session);
        Assert.Equal("hashtable", (string?)await Redis.Database.ExecuteAsync("OBJECT", "ENCODING", RedisKeys.States(Partition)));
    }

    [Fact]
    public async Task A_delivered_message_is_over_and_can_still_be_read()
    {
        var id = await PublishToAsync("a.example");
        Assert.True(await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session))));
        Assert.Empty((await LeaseAsync(session)).Leases);
        Assert.NotNull(await Messages.GetAsync(Shop, id));
        Assert.Empty(await StatesAsync());
    }

    [Fact]
    public async Task A_retry_comes_back_after_its_delay_with_one_more_retried()
    {
        await PublishToAsync("a.example");
        Assert.True(await SettleAsync(session, new Settlement.Retry(await LeaseOneAsync(session), TimeSpan.FromSeconds(40))));
        var answer = await LeaseAsync(session);
        Assert.Empty(answer.Leases);
        Assert.InRange(answer.NextIn!.Value.TotalSeconds, 30, 40);
    }

    [Fact]
    public async Task Each_retry_counts_once()
    {
        await PublishToAsync("a.example");
        for (var retried = 0; retried < 3; retried++)
        {
            var lease = await LeaseOneAsync(session);
            Assert.Equal(retried, lease.Retried);
            await SettleAsync(session, new Settlement.Retry(lease, TimeSpan.Zero));
        }
    }

    [Fact]
    public async Task A_release_counts_nothing()
    {
        await PublishToAsync("a.example");
        Assert.True(await SettleAsync(session, new Settlement.Release(await LeaseOneAsync(session), TimeSpan.Zero)));
        Assert.Equal(0, (await LeaseOneAsync(session)).Retried);
    }

    [Fact]
    public async Task An_outcome_written_twice_takes_effect_once()
    {
        await PublishToAsync("a.example");
        var lease = await LeaseOneAsync(session);
        Assert.True(await SettleAsync(session, new Settlement.Retry(lease, TimeSpan.Zero)));
        Assert.False(await SettleAsync(session, new Settlement.Retry(lease, TimeSpan.Zero)));
        Assert.Equal(1, (await LeaseOneAsync(session)).Retried);
    }

    [Fact]
    public async Task A_success_written_twice_is_counted_once()
    {
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        var lease = await LeaseOneAsync(session);
        Assert.True(await SettleAsync(session, new Settlement.Delivered(lease)));
        Assert.False(await SettleAsync(session, new Settlement.Delivered(lease)));
        Assert.Equal(1, (await Writer.ReadFiguresAsync(new(Shop, "billing"), default)).Delivered);
        Assert.Equal(1, await Redis.Database.ListLengthAsync($"{{{Partition}}}done"));
    }

    [Fact]
    public async Task Outcomes_of_one_batch_are_independent()
    {
        await PublishManyAsync("a.example", 3);
        var leases = (await LeaseAsync(session)).Leases;
        var stranger = leases[2] with { Message = TestMessage.To("a.example").Message };
        var answers = await Leases.SettleAsync(Partition, session,
        [
            new Settlement.Delivered(leases[0]), new Settlement.Retry(stranger, TimeSpan.Zero),
            new Settlement.Retry(leases[1], TimeSpan.Zero), TestMessage.Bury(leases[2], "gone"),
        ]);
        Assert.Equal([true, false, true, true], answers.Took);
        Assert.Equal(leases[1].Message.Id, (await LeaseOneAsync(session)).Message.Id);
        Assert.Equal(leases[2].Message.Id, Assert.Single(await DeadLetters.ListAsync(Shop, null, 10)).Message.Id);
    }

    [Fact]
    public async Task Outcomes_of_several_routes_keep_their_order()
    {
        await Publisher.PublishAsync([.. Enumerable.Range(0, 8).Select(number => TestMessage.To(number % 2 == 0 ? "a.example" : "b.example"))]);
        var leases = (await LeaseAsync(session)).Leases;
        await SettleAsync(session, new Settlement.Delivered(leases[5]));
        var answers = await Leases.SettleAsync(Partition, session, [.. leases.Select((lease, item) => item == 2 ? (Settlement)new Settlement.Retry(lease, Long) : new Settlement.Delivered(lease))]);
        Assert.Equal([true, true, true, true, true, false, true, true], answers.Took);
        Assert.False(answers.IsReady);
    }

    [Fact]
    public async Task Successes_of_one_route_may_be_of_first_attempts_of_later_ones_of_cancelled_ones_and_of_others()
    {
        await Publisher.PublishAsync([.. Enumerable.Range(0, 5).Select(_ => TestMessage.ToEndpoint("billing"))]);
        var leases = (await LeaseAsync(session)).Leases.ToArray();
        await SettleAsync(session, new Settlement.Retry(leases[1], TimeSpan.Zero));
        leases[1] = await LeaseOneAsync(session);
        await Messages.CancelAsync(Shop, leases[2].Message.Id);
        await SettleAsync(session, new Settlement.Delivered(leases[3]));
        var stranger = TestMessage.NewSession();
        await PublishAsync(TestMessage.ToEndpoint("billing"));
        var elsewhere = await LeaseOneAsync(stranger);
        var answers = await Leases.SettleAsync(Partition, session, [.. leases.Append(elsewhere).Select(lease => new Settlement.Delivered(lease))]);
        Assert.Equal([true, true, false, false, true, true], answers.Took);
        Assert.False(await SettleAsync(stranger, new Settlement.Delivered(elsewhere)));
        var figures = await Writer.ReadFiguresAsync(new(Shop, "billing"), default);
        Assert.Equal((0L, 0L, 5L, 0L), (figures.Waiting, figures.InFlight, figures.Delivered, figures.Failed));
        Assert.Empty(await StatesAsync());
    }

    [Fact]
    public async Task An_end_that_lets_a_message_pass_says_so()
    {
        await Publisher.PublishAsync([.. Enumerable.Range(0, 2).Select(_ => TestMessage.To("a.example").WithFlow("key", parallelism: 1))]);
        var answer = await LeaseAsync(session);
        Assert.True(answer.LanesWait);
        Assert.True((await Leases.SettleAsync(Partition, session, [new Settlement.Delivered(Assert.Single(answer.Leases))])).IsReady);
        answer = await LeaseAsync(session);
        Assert.False(answer.LanesWait);
        Assert.False((await Leases.SettleAsync(Partition, session, [new Settlement.Delivered(Assert.Single(answer.Leases))])).IsReady);
    }

    [Fact]
    public async Task Figures_of_an_endpoint_follow_its_messages()
    {
        await Publisher.PublishAsync([.. Enumerable.Range(0, 4).Select(_ => TestMessage.ToEndpoint("billing"))]);
        var leases = (await LeaseAsync(session, want: 3)).Leases;
        await Leases.SettleAsync(Partition, session, [new Settlement.Delivered(leases[0]), TestMessage.Bury(leases[1], "gone")]);
        var figures = await Writer.ReadFiguresAsync(new(Shop, "billing"), default);
        Assert.Equal((1L, 1L, 1L, 1L), (figures.Waiting, figures.InFlight, figures.Delivered, figures.Failed));
    }

    [Fact]
    public async Task A_message_published_twice_under_one_id_is_stored_once()
    {
        var message = TestMessage.To("a.example");
        Assert.Equal(PublishCode.Stored, (await PublishAsync(message)).Code);
        Assert.Equal(PublishCode.Stored, (await PublishAsync(message)).Code);
        await SettleAsync(session, new Settlement.Delivered(await LeaseOneAsync(session)));
        Assert.Equal(message.Message.Id, (await PublishAsync(message)).Id);
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_place_in_a_lane_without_its_record_does_not_stop_the_lane()
    {
        var broken = await PublishToAsync("a.example");
        var sound = await PublishToAsync("a.example");
        await Redis.Database.KeyDeleteAsync(RedisKeys.Message(Partition, broken.Bytes));
        Assert.Equal(sound, (await LeaseOneAsync(session)).Message.Id);
    }

    [Fact]
    public async Task Large_records_are_handed_out_in_bounded_answers_until_all_are_out()
    {
        const int messages = 12;
        await Publisher.PublishAsync([.. Enumerable.Range(0, messages).Select(_ => Large())]);
        var (calls, found) = (0, 0);
        while (found < messages && calls < messages)
        {
            calls++;
            found += (await LeaseAsync(session, want: messages, holding: found > 0)).Leases.Count;
        }

        Assert.Equal(messages, found);
        Assert.InRange(calls, 2, 4);
    }

    private static NewMessage Large()
    {
        var message = TestMessage.To("a.example");
        return message with { Message = message.Message with { Body = new byte[1024 * 1024] } };
    }
}
