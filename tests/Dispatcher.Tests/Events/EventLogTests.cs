using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Core.Store.Events;
using Postrider.Dispatcher.Events;
using Postrider.Dispatcher.Hosting;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Events;

public sealed class EventLogTests
{
    private const string Shop = "shop";

    [Fact]
    public async Task What_is_told_long_after_it_happened_is_kept_and_so_is_what_is_told_beside_it()
    {
        await using var redis = await RedisServer.StartAsync();
        var options = Options.Create(new RedisOptions { Configuration = redis.Configuration });
        await using var connections = new RedisConnections(options);
        await TestKit.Eventually.IsTrueAsync(() => connections.Publish.IsConnected, "Redis is connected to");
        var store = new EventStore(connections, options, Options.Create(new RetentionOptions()));
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var log = new EventLog(store, new(services.GetRequiredService<IMeterFactory>(), new(true, true)), TimeProvider.System, NullLogger<EventLog>.Instance);
        log.Created(Message(agoMs: 9000)); // Redis took so long for its answer
        log.Created(Message(agoMs: 0));
        await log.WriteAsync(default);
        Assert.Equal(2, (await new EventSearch(store, RegistrySnapshot.Empty, Shop, new()).RunAsync()).Found.Count);
    }

    private static Message Message(long agoMs)
    {
        var created = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - agoMs;
        return new() { Id = MessageId.New(Partitioning.PartitionOf(Shop, 4)), Namespace = Shop, Url = "https://a.example/", CreatedAtMs = created, NotBeforeMs = created };
    }
}
