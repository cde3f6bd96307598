using System.Net;
using System.Net.Sockets;

namespace Postrider.TestKit.Network;

/// <summary>One connection through a <see cref="TcpRelay"/>.</summary>
internal sealed class RelayedConnection(Socket client, int target) : IDisposable
{
    private readonly CancellationTokenSource silence = new();
    private readonly Socket server = new(SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Passes bytes on in both directions until one side ends.</summary>
    public void Begin() => _ = RunAsync();

    /// <summary>Whether what the server answers is thrown away.</summary>
    public volatile bool Deaf;

    /// <summary>How long what the server answers is under way.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>What the client has sent waits here while it is held; null when it passes.</summary>
    public volatile HeldBytes? Held;

    /// <summary>Passes nothing on any more and leaves both sides open.</summary>
    public void Silence() => silence.Cancel();

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            silence.Token.ThrowIfCancellationRequested();
            await server.ConnectAsync(IPAddress.Loopback, target, silence.Token);
            await Task.WhenAny(PumpAsync(client, server, answers: false), PumpAsync(server, client, answers: true)).Unwrap();
            Dispose();
        }
        catch (OperationCanceledException)
        {
            // silent, and still open
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool answers)
    {
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await from.ReceiveAsync(buffer, silence.Token)) > 0)
        {
            if (!answers && Held is { } held && held.TryHold(buffer.AsSpan(0, count), to))
            {
                continue;
            }

            if (answers && Latency > TimeSpan.Zero)
            {
                await Task.Delay(Latency, silence.Token);
            }

            if (!answers || !Deaf)
            {
                await to.SendAsync(buffer.AsMemory(0, count), silence.Token);
            }
        }
    }
}
