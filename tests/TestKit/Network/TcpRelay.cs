using System.Net;
using System.Net.Sockets;

namespace Postrider.TestKit.Network;

/// <summary>Stands between a program and a server, and breaks the connections the way networks do.</summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly int target;
    private readonly Task accepting;
    private List<RelayedConnection> connections = [];
    private bool silent;
    private bool deaf;

    /// <summary>Begins to pass everything on to <paramref name="target"/>, a port of loopback.</summary>
    public TcpRelay(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How long an answer is under way, from the next connection on.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>How many connections were made so far.</summary>
    public int Accepted { get; private set; }

    /// <summary>Breaks every connection there is; new ones are passed on.</summary>
    public void Cut()
    {
        lock (gate)
        {
            connections.ForEach(connection => connection.Dispose());
            connections = [];
        }
    }

    /// <summary>Swallows everything: connections stay open, new ones too, and nothing comes through, ever.</summary>
    public void Blackhole()
    {
        lock (gate)
        {
            silent = true;
            connections.ForEach(connection => connection.Silence());
        }
    }

    /// <summary>Lets everything through to the server, and nothing of what it answers.</summary>
    public void DropAnswers()
    {
        lock (gate)
        {
            deaf = true;
            connections.ForEach(connection => connection.Deaf = true);
        }
    }

    /// <summary>Holds back what clients send, until the result is released: as if it were long under way.</summary>
    public HeldBytes Hold()
    {
        lock (gate)
        {
            var held = new HeldBytes();
            connections.ForEach(connection => connection.Held = held);
            return held;
        }
    }

    /// <summary>Passes new connections on again. Those that fell silent stay so, as they do when a firewall has forgotten them.</summary>
    public void Pass()
    {
        lock (gate)
        {
            silent = deaf = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        Cut();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await listener.AcceptSocketAsync(stop.Token);
            lock (gate)
            {
                Accepted++;
                var connection = new RelayedConnection(client, target) { Deaf = deaf, Latency = Latency };
                connections.Add(connection);
                if (silent)
                {
                    connection.Silence();
                }

                connection.Begin();
            }
        }
    }
}
