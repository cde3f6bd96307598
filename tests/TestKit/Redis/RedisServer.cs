using StackExchange.Redis;
using Postrider.TestKit.Processes;

namespace Postrider.TestKit.Redis;

/// <summary>A real Redis of a test's own, from <c>redis-server</c>; it can be killed and started again on the same port and folder.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly string[] arguments;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("postrider-redis-");
    private ChildProcess? process;
    private ConnectionMultiplexer? connection;

    private RedisServer(string[] arguments) => this.arguments = arguments;

    public int Port { get; } = FreePort.Find();

    /// <summary>For <c>Redis:Configuration</c>.</summary>
    public string Configuration => $"127.0.0.1:{Port}";

    /// <summary>A test's own connection, with administrator commands.</summary>
    public ConnectionMultiplexer Connection => connection!;

    public IDatabase Database => Connection.GetDatabase();

    /// <summary>In memory only, unless <paramref name="arguments"/> say otherwise.</summary>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        var server = new RedisServer(arguments);
        await server.StartAgainAsync();
        server.connection = await ConnectionMultiplexer.ConnectAsync($"{server.Configuration},allowAdmin=true,abortConnect=false");
        return server;
    }

    /// <summary>Starts it on its old port with what its folder holds.</summary>
    public async Task StartAgainAsync()
    {
        process = ChildProcess.Start("redis-server",
            ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", folder.FullName, "--save", "", .. arguments]);
        await Eventually.IsTrueAsync(() => process.Output.Contains("Ready to accept connections", StringComparison.Ordinal) || process.HasExited, "Redis is up");
        if (process.HasExited)
        {
            throw new InvalidOperationException($"redis-server ended: {process.Output}");
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public Task KillAsync() => process!.KillAsync();

    /// <summary>Removes everything in it.</summary>
    public Task FlushAsync() => Connection.GetServers()[0].FlushAllDatabasesAsync();

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        await process!.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
