using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Operating;
using Postrider.TestKit.Redis;

namespace Postrider.EndToEnd;

/// <summary>All programs as they are run: two dispatchers, each gateway and worker, on one Redis with four partitions, and the operator on a folder.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("postrider-resources-");
    private RedisServer redis = null!;
    private OperatorProgram @operator = null!;

    public Dispatcher First { get; private set; } = null!;

    public Dispatcher Second { get; private set; } = null!;

    /// <summary>Where sessions put the resources that they want.</summary>
    public string Folder => folder.FullName;

    public async Task InitializeAsync()
    {
        redis = await RedisServer.StartAsync();
        @operator = OperatorProgram.Start(redis.Configuration, ["--source=directory", $"--path={Folder}"]);
        string[] settings = [.. Session.Names.Index().Select(name => $"--Auth:Tokens:{name.Index}={Tokens.Of(name.Item)}")];
        First = await Dispatcher.StartAsync(redis.Configuration, settings);
        Second = await Dispatcher.StartAsync(redis.Configuration, settings);
        await @operator.WaitUntilReadyAsync();
    }

    public async Task DisposeAsync()
    {
        await Invariants.CheckAsync(redis.Database);
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await @operator.DisposeAsync();
        await redis.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

[CollectionDefinition(nameof(RunningSystem))]
public sealed class RunningSystemCollection : ICollectionFixture<RunningSystem>;
