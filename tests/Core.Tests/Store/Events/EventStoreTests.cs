using Postrider.Core.Model;
using Postrider.Core.Store.Events;

namespace Postrider.Core.Tests.Store.Events;

public sealed class EventStoreTests : StoreTest
{
    private EventStore Log => new(Connections, Options, Microsoft.Extensions.Options.Options.Create(Retention));

    [Fact]
    public async Task Entries_are_read_in_both_orders_and_piece_by_piece_of_one_namespace_only()
    {
        for (var number = 0; number < 5; number++)
        {
            await AppendAsync(Shop, 10);
            await AppendAsync("other", 10);
        }

        var oldest = await Log.ReadAsync(Shop, "-", "+", 10, oldestFirst: true);
        Assert.Equal(5, oldest.Count);
        Assert.Equal(oldest.Reverse().Select(Id), (await Log.ReadAsync(Shop, "-", "+", 10, oldestFirst: false)).Select(Id));
        Assert.Equal(oldest.Skip(2).Take(2).Select(Id), (await Log.ReadAsync(Shop, "(" + Id(oldest[1]), "+", 2, oldestFirst: true)).Select(Id));
        Assert.Equal(10, oldest[0].Read().Count);
        Assert.Empty(await Log.ReadAsync("nobody", "-", "+", 10, oldestFirst: true));
    }

    [Fact]
    public async Task The_oldest_go_when_there_are_more_than_the_budget_of_bytes_in_each_namespace()
    {
        Retention.EventBytes = 10_000;
        await AppendAsync("other", 10);
        for (var number = 0; number < 50; number++)
        {
            await AppendAsync(Shop, 50);
        }

        var bytes = (await Log.ReadAsync(Shop, "-", "+", 100, oldestFirst: true)).Sum(entry => entry.Batch.Length + 64);
        Assert.InRange(bytes, 7000, 10_000);
        Assert.Equal(bytes, (int)await Redis.Database.HashGetAsync($"{{{Partition}}}evb", Shop));
        Assert.Single(await Log.ReadAsync("other", "-", "+", 10, oldestFirst: true));
    }

    [Fact]
    public async Task A_batch_larger_than_the_budget_stays_until_the_next_comes()
    {
        Retention.EventBytes = 1;
        await AppendAsync(Shop, 50);
        await AppendAsync(Shop, 1);
        Assert.Single(Assert.Single(await Log.ReadAsync(Shop, "-", "+", 10, oldestFirst: true)).Read());
    }

    [Fact]
    public async Task A_smaller_budget_is_reached_although_each_call_does_little()
    {
        for (var number = 0; number < 100; number++)
        {
            await AppendAsync(Shop, 50);
        }

        Retention.EventBytes = 5000;
        for (var number = 0; number < 20; number++)
        {
            await AppendAsync(Shop, 1);
        }

        Assert.InRange((await Log.ReadAsync(Shop, "-", "+", 100, oldestFirst: true)).Sum(entry => entry.Batch.Length + 64), 1, 5000);
    }

    [Fact]
    public async Task Old_events_go_when_new_ones_come()
    {
        Retention.Events = TimeSpan.FromMilliseconds(50);
        await AppendAsync(Shop, 1);
        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                await AppendAsync(Shop, 1);
                var entries = await Log.ReadAsync(Shop, "-", "+", 1000, oldestFirst: true);
                return entries[^1].Ms - entries[0].Ms <= 50 && entries[^1].Ms - firstMs > 50;
            },
            "the first is gone");
    }

    [Fact]
    public async Task Upkeep_forgets_old_events_of_namespaces_in_which_nothing_happens_any_more()
    {
        Retention.Events = TimeSpan.FromMilliseconds(50);
        for (var number = 0; number < 30; number++)
        {
            await AppendAsync(Shop, 1);
        }

        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                Assert.True((await Leases.TickAsync(Partition, Long)).Idle);
                return (await Log.ReadAsync(Shop, "-", "+", 1, oldestFirst: true)).Count == 0;
            },
            "all are forgotten");
        foreach (var key in new[] { "evb", "evn", "ev\n" + Shop })
        {
            Assert.False(await Redis.Database.KeyExistsAsync($"{{{Partition}}}{key}"));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Without_age_or_bytes_there_is_no_log(int seconds, long bytes)
    {
        (Retention.Events, Retention.EventBytes) = (TimeSpan.FromSeconds(seconds), bytes);
        Assert.False(Log.IsOn);
    }

    [Fact]
    public async Task What_redis_refuses_or_does_not_get_is_told_apart()
    {
        await Redis.Database.StringSetAsync($"{{{Partition}}}ev\n{Shop}", "no stream");
        Assert.Equal(EventAppend.Unknown, await AppendAsync(Shop, 1));
        await Redis.Database.KeyDeleteAsync($"{{{Partition}}}ev\n{Shop}");
        await Redis.KillAsync();
        await TestKit.Eventually.BecomesAsync(() => AppendAsync(Shop, 1), append => append == EventAppend.Unsent, "the connection is known to be gone");
        await Redis.StartAgainAsync();
        await TestKit.Eventually.BecomesAsync(() => AppendAsync(Shop, 1), append => append == EventAppend.Written, "Redis is back");
    }

    private long firstMs;

    private async Task<EventAppend> AppendAsync(string ns, int events)
    {
        var message = TestMessage.To("a.example", ns).Message;
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        firstMs = firstMs == 0 ? now : firstMs;
        var batch = new EventBatch(PartitionOf(ns), ns, now);
        for (var number = 0; number < events; number++)
        {
            batch.Add(message with { Id = MessageId.New(PartitionOf(ns)) }, new(EventKind.Created, now));
        }

        return await Log.AppendAsync(PartitionOf(ns), [batch]);
    }

    private static string Id(EventEntry entry) => $"{entry.Ms}-{entry.Number}";
}
