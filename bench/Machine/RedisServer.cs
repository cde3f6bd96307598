using System.Globalization;
using StackExchange.Redis;

namespace Postrider.Bench.Machine;

/// <summary>A Redis of the bench's own, on a free port, that writes nothing to disk.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string folder;
    private readonly ConnectionMultiplexer connection;

    private RedisServer(string folder, int port, ChildProcess process, ConnectionMultiplexer connection)
    {
        this.folder = folder;
        this.connection = connection;
        Port = port;
        Process = process;
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public ChildProcess Process { get; }

    public IDatabase Data => connection.GetDatabase();

    private IServer Server => connection.GetServer(Address);

    public static async Task<RedisServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("postrider-bench-").FullName;
        var port = Places.FreePort();
        string[] arguments =
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder,
            "--save", "", "--appendonly", "no", "--loglevel", "warning",
        ];
        var process = ChildProcess.Start("redis-server", "redis-server", arguments);
        try
        {
            var options = new ConfigurationOptions
            {
                EndPoints = { { "127.0.0.1", port } },
                AllowAdmin = true,
                AbortOnConnectFail = true,
                ConnectRetry = 20,
                AsyncTimeout = 120_000, // emptying a million messages takes a while
            };
            return new RedisServer(folder, port, process, await ConnectionMultiplexer.ConnectAsync(options));
        }
        catch
        {
            await process.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public Task FlushAsync() => Server.ExecuteAsync("FLUSHALL", "SYNC");

    public async Task<RedisKey[]> KeysWithAsync(string part) => (RedisKey[])(await Server.ExecuteAsync("KEYS", $"*{part}*"))!;

    /// <summary>Bytes in use for messages: without the buffers of connected clients, and without Postrider's log of events, which has a budget of its own.</summary>
    public async Task<long> DataBytesAsync()
    {
        var info = (await Server.InfoAsync("memory")).SelectMany(section => section).ToDictionary();
        var log = 0L;
        foreach (var key in await KeysWithAsync("}ev\n"))
        {
            log += (long)await connection.GetDatabase().ExecuteAsync("MEMORY", "USAGE", key, "SAMPLES", 0);
        }

        return Number("used_memory") - Number("mem_clients_normal") - log;

        long Number(string name) => long.Parse(info[name], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await Process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
