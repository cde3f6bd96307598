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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2); // the client tries again by itself
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly TimeProvider time;
    private readonly SentinelWatch watch;
    private readonly Lock gate = new();
    private readonly List<(Socket Socket, EndPoint? Told)> open = [];
    private EndPoint? last;

    /// <param name="configured">As <see cref="SentinelWatch"/> takes it.</param>
    /// <param name="time">The clock.</param>
    public PrimaryTunnel(ConfigurationOptions configured, TimeProvider time)
    {
        this.time = time;
        Service = configured.ServiceName!;
        watch = new(configured, EndOthers, time);
    }

    /// <summary>The name under which Sentinels know the primary.</summary>
    public string Service { get; }

    /// <summary>The primary; null while no Sentinel says which one it is.</summary>
    public EndPoint? Primary => watch.Primary;

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
        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) < Patience; await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false))
        {
            if (watch.Primary is { } primary)
            {
                Volatile.Write(ref last, primary);
                return primary;
            }
        }

        throw new SocketException((int)SocketError.HostUnreachable, "no Sentinel says which Redis is the primary");
    }

    public override ValueTask<Stream?> BeforeAuthenticateAsync(EndPoint endpoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
    {
        if (socket is not null)
        {
            lock (gate)
            {
                open.Add((socket, Volatile.Read(ref last)));
            }
        }

        return default;
    }

    public ValueTask DisposeAsync() => watch.DisposeAsync();

    private void EndOthers(EndPoint primary)
    {
        lock (gate)
        {
            open.RemoveAll(connection => !connection.Socket.Connected);
            open.FindAll(connection => !LeadsTo(primary, connection.Socket, connection.Told)).ForEach(connection => End(connection.Socket));
        }
    }

    // Where it leads is known of an address; of a name only that it was asked for.
    private static bool LeadsTo(EndPoint primary, Socket socket, EndPoint? told)
    {
        try
        {
            return primary.Equals(primary is IPEndPoint ? socket.RemoteEndPoint : told);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true; // it is over
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
            // It is over.
        }
    }
}
