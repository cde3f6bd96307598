using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Core.Store.Events;
using Postrider.Dispatcher.Events;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Events;

/// <summary>Events of several writers, whose batches overlap in time, over a real Redis.</summary>
public sealed class EventSearchTests : IAsyncLifetime
{
    private const string Shop = "shop";
    private static readonly int Partition = Partitioning.PartitionOf(Shop, 4);
    private readonly Message message = new() { Id = MessageId.New(Partition), Namespace = Shop, Url = "https://a.example/", CreatedAtMs = 0, NotBeforeMs = 0 };
    private RedisServer redis = null!;
    private RedisConnections connections = null!;
    private EventStore store = null!;

    public async Task InitializeAsync()
    {
        redis = await RedisServer.StartAsync();
        var options = Options.Create(new RedisOptions { Configuration = redis.Configuration });
        connections = new RedisConnections(options);
        store = new EventStore(connections, options, Options.Create(new RetentionOptions()));
        await TestKit.Eventually.IsTrueAsync(() => connections.Publish.IsConnected, "Redis is connected to");
    }

    public async Task DisposeAsync()
    {
        await connections.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_overlaps_pages_hold_each_event_once_and_in_order(bool oldestFirst)
    {
        var random = new Random(7);
        for (var entry = 0; entry < 60; entry++)
        {
            await AppendAsync(random.Next(1, 8), _ => -random.Next(0, 5000)); // some older than a batch may be
        }

        var seen = await PagesAsync(new EventFilter { Count = 7, OldestFirst = oldestFirst }, 7);
        var times = seen.ConvertAll(happened => happened.TimeMs);
        Assert.Equal(oldestFirst ? times.Order() : times.OrderDescending(), times);
        Assert.Equal(await StoredAsync(), seen.Select(happened => happened.Position).Order());
        var (from, to) = (times.Min() + 300, times.Max() - 300);
        var between = await PagesAsync(new EventFilter { Count = 7, OldestFirst = oldestFirst, FromMs = from, ToMs = to }, 7);
        Assert.Equal(seen.Where(happened => happened.TimeMs >= from && happened.TimeMs <= to), between);
    }

    [Fact]
    public async Task Events_that_come_meanwhile_do_not_shift_the_pages()
    {
        await AppendAsync(20, number => -number);
        var first = await new EventSearch(store, RegistrySnapshot.Empty, Shop, new() { Count = 10 }).RunAsync();
        await AppendAsync(20, _ => 0);
        var second = await new EventSearch(store, RegistrySnapshot.Empty, Shop, new() { Count = 10, Cursor = first.Next }).RunAsync();
        Assert.Equal(20, first.Found.Concat(second.Found).Select(happened => happened.Id).Distinct().Count());
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task What_was_told_twice_is_shown_once()
    {
        for (var twice = 0; twice < 2; twice++)
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            var batch = new EventBatch(Partition, Shop, now);
            batch.Add(message, new(EventKind.Delivered, now, 1));
            await store.AppendAsync(Partition, [batch]);
        }

        Assert.Single((await new EventSearch(store, RegistrySnapshot.Empty, Shop, new()).RunAsync()).Found);
    }

    [Fact]
    public async Task A_hundred_thousand_events_make_no_request_slow_and_each_ends()
    {
        for (var entry = 0; entry < 100; entry++)
        {
            await AppendAsync(1000, _ => 0);
        }

        var rare = new EventFilter { MessageIds = new HashSet<string> { message.Id.ToString() } };
        foreach (var filter in new EventFilter[] { new(), new() { OldestFirst = true }, rare, rare with { OldestFirst = true } })
        {
            await new EventSearch(store, RegistrySnapshot.Empty, Shop, filter).RunAsync(); // the first call compiles
            var page = await new EventSearch(store, RegistrySnapshot.Empty, Shop, filter).RunAsync().WaitAsync(TimeSpan.FromSeconds(6)); // three times what is promised
            Assert.True(page.Found.Count == (filter.MessageIds is null ? 100 : 0));
        }

        Assert.Equal(100_000, (await PagesAsync(new EventFilter { Count = 1000 }, 1000)).Count);
    }

    private async Task AppendAsync(int events, Func<int, int> agoMs)
    {
        var batch = new EventBatch(Partition, Shop, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        for (var number = 0; number < events; number++)
        {
            var time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + agoMs(number);
            batch.Add(message with { Id = MessageId.New(Partition), Url = $"https://a.example/{number}" }, new(EventKind.Created, time));
        }

        Assert.Equal(EventAppend.Written, await store.AppendAsync(Partition, [batch]));
    }

    private async Task<List<MessageEvent>> PagesAsync(EventFilter filter, int most)
    {
        var seen = new List<MessageEvent>();
        do
        {
            var (found, next) = await new EventSearch(store, RegistrySnapshot.Empty, Shop, filter).RunAsync();
            Assert.InRange(found.Count, 0, most);
            seen.AddRange(found);
            filter = filter with { Cursor = next is { } position ? EventCursor.Read(EventCursor.Write(position, filter, Shop), filter, Shop) : null };
        }
        while (filter.Cursor is not null);
        return seen;
    }

    private async Task<IEnumerable<EventPosition>> StoredAsync() =>
        (await store.ReadAsync(Shop, "-", "+", 10_000, oldestFirst: true)).SelectMany(entry => entry.Read()).Select(happened => happened.Position).Order();
}
