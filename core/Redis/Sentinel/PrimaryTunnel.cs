using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Postrider.Core.Redis.Sentinel;

/// <summary>
/// Leads every connection to the Redis that Sentinels call the primary at this moment, and ends those that lead elsewhere. The client itself would
/// keep both nodes after a failover, and go back to an old primary that comes up again before it is told that it is none: what that one accepts is lost.
/// </summary>
internal sealed class PrimaryTunnel : Tunnel, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly SentinelQuestion question;
    private readonly Lock gate = new();
    private readonly List<(Socket Socket, EndPoint Primary)> open = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Task watching;
    private EndPoint? last;

    public PrimaryTunnel(SentinelQuestion question, TimeProvider time)
    {
        this.question = question;
        watching = Task.Run(() => WatchAsync(time));
    }

    /// <summary>The host whose name a certificate must hold; null before the first connection.</summary>
    public string? Host => Volatile.Read(ref last) switch
    {
        IPEndPoint address => address.Address.ToString(),
        DnsEndPoint named => named.Host,
        _ => null,
    };

    /// <exception cref="SocketException">No Sentinel says which one it is.</exception>
    public override async ValueTask<EndPoint?> GetSocketConnectEndpointAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        var primary = await question.AskAsync().WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw new SocketException((int)SocketError.HostUnreachable);
        Volatile.Write(ref last, primary);
        return primary;
    }

    public override ValueTask BeforeSocketConnectAsync(EndPoint endPoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
    {
        if (socket is not null && Volatile.Read(ref last) is { } primary)
        {
            lock (gate)
            {
                open.Add((socket, primary));
            }
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await question.DisposeAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task WatchAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false))
        {
            if (await question.AskAsync().ConfigureAwait(false) is { } primary)
            {
                EndOthers(primary);
            }
        }
    }

    private void EndOthers(EndPoint primary)
    {
        lock (gate)
        {
            open.RemoveAll(connection => connection.Socket.SafeHandle.IsClosed);
            foreach (var (socket, _) in open.Where(connection => !connection.Primary.Equals(primary)))
            {
                End(socket);
            }
        }
    }

    private static void End(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is over, or not made yet: then it is ended the next time.
        }
    }
}
