using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Postrider.Demo.Processes;

/// <summary>A Redis of the demo's own, on a free port and in memory only: nothing of another one is read or changed.</summary>
internal static class RedisServer
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(30);

    /// <summary>The server on PATH, else the one that hack/get-redis.sh installs, which says on stderr what it does.</summary>
    public static async Task<string> LocateAsync(Checkout checkout, CancellationToken cancel)
    {
        if (Executables.Find("redis-server") is { } found)
        {
            return found;
        }

        using var script = Process.Start(new ProcessStartInfo(checkout.Script("get-redis.sh")) { RedirectStandardOutput = true })!;
        var output = await script.StandardOutput.ReadToEndAsync(cancel);
        await script.WaitForExitAsync(cancel);
        return script.ExitCode == 0
            ? output.Trim().Split('\n')[^1]
            : throw new DemoFailure("There is no redis-server, and hack/get-redis.sh could not get one: install Redis 7 or later and run this again.");
    }

    public static ChildProcess Start(string program, int port, string folder, LogFile log) => ChildProcess.Start(
        "Redis",
        program,
        ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no", "--daemonize", "no"],
        folder,
        log);

    /// <summary>Waits until the server answers a PING.</summary>
    public static async Task WaitAsync(int port, CancellationToken cancel)
    {
        while (!await AnswersAsync(port, cancel))
        {
            await Task.Delay(Poll, cancel);
        }
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancel)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancel);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), cancel);
            var answer = new byte[5];
            await stream.ReadExactlyAsync(answer, cancel);
            return Encoding.ASCII.GetString(answer) == "+PONG";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
