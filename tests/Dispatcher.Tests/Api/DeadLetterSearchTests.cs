using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Delivery;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Searches among many dead letters over a real Redis.</summary>
public sealed class DeadLetterSearchTests : IAsyncLifetime
{
    private const string Shop = "shop";
    private static readonly int Partition = Partitioning.PartitionOf(Shop, 4);
    private RedisServer redis = null!;
    private RedisConnections connections = null!;
    private IOptions<RedisOptions> options = null!;

    public async Task InitializeAsync()
    {
        redis = await RedisServer.StartAsync();
        options = Options.Create(new RedisOptions { Configuration = redis.Configuration });
        connections = new RedisConnections(options);
        await TestKit.Eventually.IsTrueAsync(() => connections.Publish.IsConnected && connections.Control.IsConnected, "Redis is connected to");
    }

    public async Task DisposeAsync()
    {
        await connections.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public async Task Among_ten_thousand_one_page_says_that_nothing_matches()
    {
        await BuryAsync(10_000);
        using var registry = new RegistryReader(connections, NullLogger<RegistryReader>.Instance);
        var search = new DeadLetterSearch(new DeadLetterStore(connections, options, Options.Create(new QueueLimits())), registry);
        var none = new DeadLetterFilter { Values = new Dictionary<string, IReadOnlySet<string>> { ["responseStatus"] = new HashSet<string> { "999" } } };
        var (found, cursor) = await search.FindAsync(Shop, none);
        Assert.Empty(found);
        Assert.Null(cursor);
        Assert.NotNull((await search.FindAsync(Shop, new DeadLetterFilter())).Cursor);
    }

    private async Task BuryAsync(int messages)
    {
        var session = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 };
        var leases = new LeaseStore(connections, Options.Create(new RetentionOptions()));
        await using var publisher = new MessagePublisher(
            connections, options, Options.Create(new DeduplicationOptions()), Options.Create(new QueueLimits()), TimeProvider.System, NullLogger<MessagePublisher>.Instance);
        for (var left = messages; left > 0; left -= 500)
        {
            await publisher.PublishAsync([.. Enumerable.Range(0, 500).Select(_ => new NewMessage { Message = TestLease.Message with { Id = MessageId.New(Partition) } })]);
            for (var taken = 0; taken < 500;)
            {
                var answer = await leases.LeaseAsync(Partition, session, false, TimeSpan.FromMinutes(5), 500, 1000, 1000);
                await leases.SettleAsync(Partition, session, [.. answer.Leases.Select(lease => SettlementDecision.Bury(lease, new AttemptOutcome { Error = "broken" }, DateTimeOffset.UtcNow))]);
                taken += answer.Leases.Count;
            }
        }
    }
}
