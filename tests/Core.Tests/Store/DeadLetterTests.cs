using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class DeadLetterTests : StoreTest
{
    private readonly byte[] session = TestMessage.NewSession();

    [Fact]
    public async Task A_buried_message_is_kept_whole_with_its_reason()
    {
        var id = await PublishToAsync("a.example");
        var dlqId = await BuryAsync("broken");
        var letter = await DeadLetters.GetAsync(Shop, dlqId);
        Assert.Equal((id, "https://a.example/in", "broken", 500), (letter!.Message.Id, letter.Message.Url, letter.Reason.Error, letter.Reason.ResponseStatus));
        Assert.Equal("body"u8, letter.Message.Body.Span);
        Assert.Empty((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task The_list_is_newest_first_and_pages_meet_every_one_once()
    {
        const int letters = 23;
        await PublishManyAsync("a.example", letters);
        var leases = (await LeaseAsync(session, want: letters)).Leases;
        await Leases.SettleAsync(Partition, session, [.. leases.Select((lease, number) => TestMessage.Bury(lease, $"{number}"))]);
        var all = await DeadLetters.ListAsync(Shop, null, 100);
        var paged = new List<DeadLetterHead>();
        IReadOnlyList<DeadLetterHead> page;
        do
        {
            page = await DeadLetters.ListAsync(Shop, paged.LastOrDefault()?.DlqId, 4);
            paged.AddRange(page);
        }
        while (page.Count > 0);

        Assert.Equal(letters, all.Select(letter => letter.DlqId).Distinct().Count());
        Assert.Equal(all.Select(letter => letter.DlqId), paged.Select(letter => letter.DlqId));
        Assert.Equal(all.Select(TimeOf).OrderDescending(), all.Select(TimeOf));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_range_is_listed_in_either_order_and_pages_meet_every_one_once(bool oldestFirst)
    {
        const int letters = 23;
        await PublishManyAsync("a.example", letters);
        var leases = (await LeaseAsync(session, want: letters)).Leases;
        var at = DateTimeOffset.UtcNow;
        await Leases.SettleAsync(Partition, session, [.. leases.Take(12).Select((lease, number) => TestMessage.Bury(lease, $"{number}", at))]);
        await BuryLaterAsync(leases.Skip(12));
        var all = (await DeadLetters.ListAsync(Shop, null, 100)).Select(letter => letter.DlqId).ToList();
        var (newest, oldest) = (TimeOf(all[0]), TimeOf(all[^1]));
        Assert.Equal(11, (await DeadLetters.ListAsync(Shop, null, 100, new() { FromMs = newest, OldestFirst = oldestFirst })).Count);
        Assert.Equal(12, (await DeadLetters.ListAsync(Shop, null, 100, new() { ToMs = oldest, OldestFirst = oldestFirst })).Count);
        Assert.Empty(await DeadLetters.ListAsync(Shop, null, 100, new() { FromMs = newest + 1, OldestFirst = oldestFirst }));

        var paged = new List<string>();
        IReadOnlyList<DeadLetterHead> page;
        do
        {
            page = await DeadLetters.ListAsync(Shop, paged.LastOrDefault(), 4, new() { OldestFirst = oldestFirst });
            paged.AddRange(page.Select(letter => letter.DlqId));
        }
        while (page.Count > 0);
        Assert.Equal(oldestFirst ? Enumerable.Reverse(all) : all, paged);
    }

    [Fact]
    public async Task A_cursor_whose_dead_letter_went_meanwhile_still_leads_on()
    {
        var ids = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            await PublishToAsync("a.example");
            ids.Add(await BuryAsync($"{number}"));
        }

        var first = (await DeadLetters.ListAsync(Shop, null, 1))[0].DlqId;
        Assert.True(await DeadLetters.DeleteAsync(Shop, first));
        Assert.Equal(2, (await DeadLetters.ListAsync(Shop, first, 10)).Count);
    }

    [Fact]
    public async Task A_removed_dead_letter_is_gone_with_its_message()
    {
        var id = await PublishToAsync("a.example");
        var dlqId = await BuryAsync("broken");
        Assert.True(await DeadLetters.DeleteAsync(Shop, dlqId));
        Assert.False(await DeadLetters.DeleteAsync(Shop, dlqId));
        Assert.Null(await DeadLetters.GetAsync(Shop, dlqId));
        Assert.Null(await Messages.GetAsync(Shop, id));
    }

    [Fact]
    public async Task A_replay_goes_out_once_however_often_it_is_asked_for()
    {
        await PublishToAsync("a.example");
        var replay = await ReplayOfAsync(await BuryAsync("broken"));
        Assert.Equal(ReplayOutcome.Sent, await DeadLetters.ReplayAsync(Shop, replay.DlqId, replay.New));
        Assert.Equal(ReplayOutcome.Sent, await DeadLetters.ReplayAsync(Shop, replay.DlqId, replay.New));
        var lease = await LeaseOneAsync(session);
        Assert.Equal((replay.New.Message.Id, 0), (lease.Message.Id, lease.Retried));
        Assert.Empty(await DeadLetters.ListAsync(Shop, null, 10));
    }

    [Fact]
    public async Task Two_racing_replays_send_one_message()
    {
        await PublishToAsync("a.example");
        var replay = await ReplayOfAsync(await BuryAsync("broken"));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DeadLetters.ReplayAsync(Shop, replay.DlqId, replay.New))), outcome => Assert.Equal(ReplayOutcome.Sent, outcome));
        Assert.Single((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_replay_within_the_deduplication_window_is_not_swallowed()
    {
        await PublishAsync(TestMessage.To("a.example").WithDeduplication("order-1", 60_000));
        var replay = await ReplayOfAsync(await BuryAsync("broken"));
        Assert.Equal(ReplayOutcome.Sent, await DeadLetters.ReplayAsync(Shop, replay.DlqId, replay.New));
        Assert.Single((await LeaseAsync(session)).Leases);
    }

    [Fact]
    public async Task A_list_tells_the_status_and_everything_of_the_message_but_its_body()
    {
        var id = await PublishToAsync("a.example");
        var dlqId = await BuryAsync("broken");
        var head = Assert.Single(await DeadLetters.ListAsync(Shop, null, 10));
        Assert.Equal((dlqId, id, "https://a.example/in", 500, 0), (head.DlqId, head.Message.Id, head.Message.Url, head.ResponseStatus, head.Message.Body.Length));
        Assert.Equal(dlqId, Assert.Single(await DeadLetters.GetHeadsAsync(Shop, ["1-1", dlqId])).DlqId);
    }

    [Fact]
    public async Task Several_are_removed_in_one_step_each_once()
    {
        var ids = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            await PublishToAsync("a.example");
            ids.Add(await BuryAsync($"{number}"));
        }

        var removed = await DeadLetters.DeleteAsync(Shop, [ids[0], "1-1", ids[2], ids[0]]);
        Assert.Equal([true, false, true, false], removed);
        Assert.Equal(ids[1], Assert.Single(await DeadLetters.ListAsync(Shop, null, 10)).DlqId);
    }

    [Fact]
    public async Task A_dead_message_stays_readable_as_long_as_a_delivered_one()
    {
        var id = await PublishToAsync("a.example");
        var dlqId = await BuryAsync("broken");
        var dead = await Messages.GetAsync(Shop, id);
        Assert.Equal("body"u8, dead!.Body.Span);
        Retention.Completed = TimeSpan.Zero;
        Assert.Null(await Messages.GetAsync(Shop, id));
        var letter = await DeadLetters.GetAsync(Shop, dlqId);
        Assert.Equal("body"u8, letter!.Message.Body.Span);
    }

    [Fact]
    public async Task A_replay_into_a_new_queue_counts_against_the_quota_and_leaves_the_dead_letter()
    {
        Queueing.MaxQueues = 1;
        await PublishAsync(TestMessage.To("a.example").InQueue("mails"));
        var replay = await ReplayOfAsync(await BuryAsync("broken"));
        var elsewhere = replay.New with { Message = replay.New.Message with { Queue = "others" } };
        Assert.Equal(ReplayOutcome.TooManyQueues, await DeadLetters.ReplayAsync(Shop, replay.DlqId, elsewhere));
        Assert.Single(await DeadLetters.ListAsync(Shop, null, 10));
        Assert.Equal(ReplayOutcome.Sent, await DeadLetters.ReplayAsync(Shop, replay.DlqId, replay.New));
    }

    [Fact]
    public async Task Dead_letters_past_their_retention_are_forgotten()
    {
        var id = await PublishToAsync("a.example");
        var dlqId = await BuryAsync("broken");
        Retention.DeadLetters = TimeSpan.FromMilliseconds(1);
        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                await Leases.TickAsync(Partition, Long);
                return await DeadLetters.GetAsync(Shop, dlqId) is null;
            },
            "the dead letter is forgotten");
        Assert.False(await Redis.Database.KeyExistsAsync(RedisKeys.Message(Partition, id.Bytes)));
        Assert.False(await Redis.Database.KeyExistsAsync(RedisKeys.DeadLetters(Partition, Shop)));
    }

    private async Task<string> BuryAsync(string error)
    {
        Assert.True(await SettleAsync(session, TestMessage.Bury(await LeaseOneAsync(session), error)));
        var letters = await Task.WhenAll((await DeadLetters.ListAsync(Shop, null, 100)).Select(letter => DeadLetters.GetAsync(Shop, letter.DlqId)));
        return letters.Single(letter => letter!.Reason.Error == error)!.DlqId;
    }

    private async Task<(string DlqId, NewMessage New)> ReplayOfAsync(string dlqId)
    {
        var letter = await DeadLetters.GetAsync(Shop, dlqId);
        return (dlqId, new NewMessage { Message = letter!.Message with { Id = MessageId.FromParts(Partition, "replay", dlqId) } });
    }

    // All in one ms, later than those before.
    private async Task BuryLaterAsync(IEnumerable<Lease> leases)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(TimeOf((await DeadLetters.ListAsync(Shop, null, 1))[0]) + 2);
        await Leases.SettleAsync(Partition, session, [.. leases.Select((lease, number) => TestMessage.Bury(lease, $"later {number}", at))]);
    }

    private static long TimeOf(DeadLetterHead letter) => TimeOf(letter.DlqId);

    private static long TimeOf(string dlqId) => long.Parse(dlqId.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
}
