using Postrider.TestKit.Processes;

namespace Postrider.TestKit.Redis;

/// <summary>Several processes of redis-server that make one Redis: under Sentinel, as a Cluster, or behind TLS.</summary>
public sealed class RedisGroup : IAsyncDisposable
{
    /// <summary>The user and the password of those that have some.</summary>
    public const string User = "postrider", Password = "only-for-the-test";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("postrider-redis-");
    private readonly Dictionary<int, ChildProcess> processes = [];
    private readonly Dictionary<int, string[]> started = [];

    /// <summary>The ports of its servers, the first one first.</summary>
    public IReadOnlyList<int> Ports => [.. processes.Keys];

    /// <summary>Starts one more server, and waits until it answers.</summary>
    public async Task<int> StartAsync(params string[] arguments)
    {
        var port = FreePort.Find();
        var own = folder.CreateSubdirectory($"{port}");
        started[port] = ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", own.FullName, "--save", "", .. arguments];
        await RunAsync(port, started[port]);
        return port;
    }

    /// <summary>Starts a server that was killed as it was started first.</summary>
    public Task StartAgainAsync(int port) => RunAsync(port, started[port]);

    /// <summary>Starts a Sentinel with this configuration besides its port.</summary>
    public async Task<int> StartSentinelAsync(IEnumerable<string> lines)
    {
        var port = FreePort.Find();
        var file = Path.Combine(folder.FullName, $"sentinel-{port}.conf");
        await File.WriteAllLinesAsync(file, [$"port {port}", "bind 127.0.0.1", $"dir {folder.FullName}", .. lines]);
        await RunAsync(port, [file, "--sentinel"]);
        return port;
    }

    /// <summary>Writes a file beside the servers and returns its path.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Sends a server a signal such as <c>STOP</c>.</summary>
    public void Signal(int port, string signal) => processes[port].Signal(signal);

    /// <summary>Ends a server as <c>kill -9</c> does.</summary>
    public Task KillAsync(int port) => processes[port].KillAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes.Values)
        {
            await process.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    private async Task RunAsync(int port, IEnumerable<string> arguments)
    {
        var process = processes[port] = ChildProcess.Start("redis-server", arguments);
        await Eventually.IsTrueAsync(
            () => process.HasExited ? throw new InvalidOperationException(process.Output) : process.Output.Contains("Ready to accept connections", StringComparison.Ordinal) || process.Output.Contains("Sentinel ID is", StringComparison.Ordinal),
            $"the server at {port} is up");
    }
}
