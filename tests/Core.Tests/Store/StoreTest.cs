using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Postrider.Core.Fencing;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.TestKit.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Tests.Store;

/// <summary>The stores over a real Redis of each test's own; whatever a test did, the invariants hold at its end.</summary>
public abstract class StoreTest : IAsyncLifetime
{
    protected const string Shop = "shop";
    private const int Partitions = 4;
    protected static readonly TimeSpan Short = TimeSpan.FromMilliseconds(80);
    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(2); // a slow machine has taken a test's next steps by then
    protected static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    protected RedisServer Redis { get; private set; } = null!;

    protected RetentionOptions Retention { get; } = new();

    protected DeduplicationOptions Deduplicating { get; } = new();

    protected QueueLimits Queueing { get; } = new();

    protected IOptions<RedisOptions> Options { get; private set; } = null!;

    protected RedisConnections Connections { get; private set; } = null!;

    protected MessagePublisher Publisher { get; private set; } = null!;

    protected LeaseStore Leases { get; private set; } = null!;

    protected MessageStore Messages { get; private set; } = null!;

    protected OpenMessages Open { get; private set; } = null!;

    protected DeadLetterStore DeadLetters { get; private set; } = null!;

    protected QueueStore Queues { get; private set; } = null!;

    protected ScheduleStore Schedules { get; private set; } = null!;

    protected FlowControlStore Flow { get; private set; } = null!;

    protected IRegistryWriter Writer { get; private set; } = null!;

    internal FencedScripts Scripts => new(Connections, new NoFence());

    protected static int PartitionOf(string ns) => Partitioning.PartitionOf(ns, Partitions);

    protected static int Partition => PartitionOf(Shop);

    /// <summary>Whose states the partition holds; one field is no message's, see the script's state.</summary>
    protected async Task<RedisValue[]> StatesAsync() => [.. (await Redis.Database.HashKeysAsync(RedisKeys.States(Partition))).Where(id => id.Length() > 0)];

    public async Task InitializeAsync()
    {
        Redis = await RedisServer.StartAsync();
        Options = Microsoft.Extensions.Options.Options.Create(new RedisOptions { Configuration = Redis.Configuration, Partitions = Partitions });
        Connections = new RedisConnections(Options);
        await TestKit.Eventually.IsTrueAsync(
            () => Connections.Control.IsConnected && Connections.Publish.IsConnected && Connections.Extension.IsConnected, "Redis is connected to");
        Publisher = new MessagePublisher(Connections, Options, Microsoft.Extensions.Options.Options.Create(Deduplicating), Microsoft.Extensions.Options.Options.Create(Queueing), TimeProvider.System, NullLogger<MessagePublisher>.Instance);
        Leases = new LeaseStore(Connections, Microsoft.Extensions.Options.Options.Create(Retention));
        Messages = new MessageStore(Connections, Options, Microsoft.Extensions.Options.Options.Create(Retention), TimeProvider.System);
        Open = new OpenMessages(Connections, Options);
        DeadLetters = new DeadLetterStore(Connections, Options, Microsoft.Extensions.Options.Options.Create(Queueing));
        Queues = new QueueStore(Connections, Options, Microsoft.Extensions.Options.Options.Create(Queueing));
        Schedules = new ScheduleStore(Connections, Scripts, Options, Microsoft.Extensions.Options.Options.Create(Queueing), TimeProvider.System);
        Flow = new FlowControlStore(Connections, Options);
        Writer = new RedisRegistryWriter(Connections, Scripts, Schedules, Options);
    }

    public async Task DisposeAsync()
    {
        try
        {
            await Invariants.CheckAsync(Redis.Database);
        }
        finally
        {
            await Publisher.DisposeAsync();
            await Connections.DisposeAsync();
            await Redis.DisposeAsync();
        }
    }

    protected async Task<PublishAnswer> PublishAsync(NewMessage message) => (await Publisher.PublishAsync([message]))[0];

    /// <summary>Publishes to a host of its own name and returns the id.</summary>
    protected async Task<MessageId> PublishToAsync(string host) => (await PublishAsync(TestMessage.To(host))).Id;

    /// <summary>Publishes many to one host, in order of their numbers.</summary>
    protected async Task PublishManyAsync(string host, int messages)
    {
        foreach (var chunk in Enumerable.Range(0, messages).Chunk(500))
        {
            await Publisher.PublishAsync([.. chunk.Select(_ => TestMessage.To(host))]);
        }
    }

    protected Task<LeaseAnswer> LeaseAsync(byte[] session, int want = 10, TimeSpan? span = null, bool holding = false, int borrow = 1000, int share = 1000) =>
        Leases.LeaseAsync(Partition, session, holding, span ?? Long, want, borrow, share);

    /// <summary>The one message that is due.</summary>
    protected async Task<Lease> LeaseOneAsync(byte[] session, TimeSpan? span = null) => Assert.Single((await LeaseAsync(session, span: span)).Leases);

    protected async Task<bool> SettleAsync(byte[] session, Settlement settlement) => (await Leases.SettleAsync(Partition, session, [settlement])).Took[0];

    /// <summary>Upkeep until <paramref name="messages"/> of lapsed sessions were returned.</summary>
    protected async Task RecoverAsync(int messages)
    {
        var recovered = 0;
        await TestKit.Eventually.IsTrueAsync(async () => (recovered += (await Leases.TickAsync(Partition, Long)).Recovered) >= messages, "lapsed sessions are recovered");
        Assert.Equal(messages, recovered);
    }
}
