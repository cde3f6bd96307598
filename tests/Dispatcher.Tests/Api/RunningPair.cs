using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Redis;
using Postrider.TestKit.Registry;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Two dispatchers, each gateway and worker, on one Redis with four partitions: what the tests of the API share.</summary>
public sealed class RunningPair : IAsyncLifetime
{
    public RedisServer Redis { get; private set; } = null!;

    public TestKit.Dispatching.Dispatcher First { get; private set; } = null!;

    public TestKit.Dispatching.Dispatcher Second { get; private set; } = null!;

    public Declarations Declared { get; private set; } = null!;

    public PublishApi Api => First.Api;

    /// <summary>The API of the first gateway as another namespace.</summary>
    public PublishApi As(string ns) => new(First.Url, Tokens.Of(ns));

    public async Task InitializeAsync()
    {
        Redis = await RedisServer.StartAsync();
        Declared = await Declarations.OpenAsync(Redis.Configuration);
        string[] settings =
        [
            "--Delivery:MissingEndpointGrace=00:00:05", "--Limits:MaxRetries=10", "--Auth:Crossing:0=*->payments", "--Auth:Crossing:1=default->testuser1", "--Auth:Crossing:2=default->testuser2",
        ];
        First = await TestKit.Dispatching.Dispatcher.StartAsync(Redis.Configuration, settings);
        Second = await TestKit.Dispatching.Dispatcher.StartAsync(Redis.Configuration, settings);
    }

    public async Task DisposeAsync()
    {
        await Invariants.CheckAsync(Redis.Database);
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Declared.DisposeAsync();
        await Redis.DisposeAsync();
    }
}

[CollectionDefinition(nameof(RunningPair))]
public sealed class RunningPairCollection : ICollectionFixture<RunningPair>;
