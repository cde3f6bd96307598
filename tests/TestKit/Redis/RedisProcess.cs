using Postrider.TestKit.Processes;

namespace Postrider.TestKit.Redis;

/// <summary>The machine's own <c>redis-server</c>.</summary>
internal sealed class RedisProcess(int port, string[] arguments) : IRedisHost
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("postrider-redis-");
    private ChildProcess? process;

    public async Task StartAsync()
    {
        process = ChildProcess.Start("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder.FullName, "--save", "", .. arguments]);
        await Eventually.IsTrueAsync(() => process.Output.Contains("Ready to accept connections", StringComparison.Ordinal) || process.HasExited, "Redis is up");
        if (process.HasExited)
        {
            throw new InvalidOperationException($"redis-server ended: {process.Output}");
        }
    }

    public Task KillAsync() => process!.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await process!.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
