using Postrider.TestKit.Processes;
using StackExchange.Redis;

namespace Postrider.TestKit.Redis;

/// <summary>A real Redis of a test's own, in a container where a Docker engine runs one, else the machine's <c>redis-server</c>; it can be killed and started again on the same port with the data that it kept.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly IRedisHost host;
    private ConnectionMultiplexer? connection;

    private RedisServer(int port, IRedisHost host) => (Port, this.host) = (port, host);

    public int Port { get; }

    /// <summary>For <c>Redis:Configuration</c>.</summary>
    public string Configuration => $"127.0.0.1:{Port}";

    /// <summary>A test's own connection, with administrator commands.</summary>
    public ConnectionMultiplexer Connection => connection!;

    public IDatabase Database => Connection.GetDatabase();

    /// <summary>In memory only, unless <paramref name="arguments"/> say otherwise.</summary>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        var port = FreePort.Find();
        var server = new RedisServer(port, await DockerEngine.TroubleAsync() is null ? new RedisContainer(port, arguments) : new RedisProcess(port, arguments));
        await server.StartAgainAsync();
        var configuration = ConfigurationOptions.Parse($"{server.Configuration},allowAdmin=true,abortConnect=false");
        configuration.ReconnectRetryPolicy = new LinearRetry(250);
        server.connection = await ConnectionMultiplexer.ConnectAsync(configuration);
        return server;
    }

    /// <summary>Starts it on its old port with what it kept.</summary>
    public Task StartAgainAsync() => host.StartAsync();

    /// <summary>Ends it: a process as <c>kill -9</c> does.</summary>
    public Task KillAsync() => host.KillAsync();

    /// <summary>Removes everything in it.</summary>
    public Task FlushAsync() => Connection.GetServers()[0].FlushAllDatabasesAsync();

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        await host.DisposeAsync();
    }
}
