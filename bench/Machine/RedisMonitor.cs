using System.Net.Sockets;

namespace Postrider.Bench.Machine;

/// <summary>Counts the commands that clients send to Redis; what scripts do inside is not counted.</summary>
internal static class RedisMonitor
{
    public static async Task<double> CommandsPerSecondAsync(int port, TimeSpan time, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancel);
        await using var stream = client.GetStream();
        await stream.WriteAsync("MONITOR\r\n"u8.ToArray(), cancel);
        using var reader = new StreamReader(stream);
        await reader.ReadLineAsync(cancel); // "+OK"
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        end.CancelAfter(time);
        var commands = 0;
        try
        {
            while (await reader.ReadLineAsync(end.Token) is { } line)
            {
                commands += line.StartsWith('+') && !line.Contains(" lua] ", StringComparison.Ordinal) ? 1 : 0;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return commands / time.TotalSeconds;
        }

        throw new BenchException("Redis closed the connection that counts its commands");
    }
}
