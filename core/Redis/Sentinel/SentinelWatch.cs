using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Postrider.Core.Redis.Sentinel;

/// <summary>Asks all Sentinels again and again which Redis is the primary. One that does not answer holds up no other.</summary>
internal sealed class SentinelWatch : IAsyncDisposable
{
    private const int UsualPort = 26379;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
    private readonly ConfigurationOptions options;
    private readonly string service;
    private readonly SentinelAnswers answers;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task watching;
    private ConnectionMultiplexer? connection;

    /// <param name="configured">The addresses of Sentinels, the name of the service, and what they want of a client.</param>
    /// <param name="asked">Is told the primary each time that they were asked.</param>
    /// <param name="time">The clock.</param>
    public SentinelWatch(ConfigurationOptions configured, Action<EndPoint> asked, TimeProvider time)
    {
        service = configured.ServiceName!;
        options = OptionsOf(configured);
        answers = new(time);
        watching = Task.Run(() => RunAsync(asked, time));
    }

    /// <summary>The address of the primary; null while nobody says one.</summary>
    public EndPoint? Primary => answers.Primary;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connection is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        stopping.Dispose();
    }

    private async Task RunAsync(Action<EndPoint> asked, TimeProvider time)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await AskAllAsync(time).ConfigureAwait(false);
                if (Primary is { } primary)
                {
                    asked(primary);
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // They are asked again; whoever wants a connection meanwhile says that there is none.
            }
        }
        while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false));
    }

    private async Task AskAllAsync(TimeProvider time)
    {
        connection ??= await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
        var asking = Task.WhenAll(connection.GetServers().Where(server => server.IsConnected).Select(AskAsync));
        await Task.WhenAny(asking, Task.Delay(Patience, time, stopping.Token)).ConfigureAwait(false); // who is late is heard all the same
    }

    // The count before the address: what one says of itself in the middle of a failover is then never newer than the address that it gives.
    private async Task AskAsync(IServer sentinel)
    {
        try
        {
            var known = (await sentinel.SentinelMasterAsync(service).ConfigureAwait(false)).ToDictionary(StringComparer.Ordinal);
            if (await sentinel.SentinelGetMasterAddressByNameAsync(service).ConfigureAwait(false) is { } primary)
            {
                answers.Learn(sentinel.EndPoint, primary, long.Parse(known["config-epoch"], CultureInfo.InvariantCulture));
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It does not answer, or does not know the service: the others are believed.
        }
    }

    private static ConfigurationOptions OptionsOf(ConfigurationOptions configured)
    {
        var options = configured.Clone();
        options.ServiceName = null;
        options.CommandMap = CommandMap.Sentinel;
        options.TieBreaker = "";
        for (var item = 0; item < options.EndPoints.Count; item++)
        {
            options.EndPoints[item] = WithPort(options.EndPoints[item]);
        }

        return options;
    }

    private static EndPoint WithPort(EndPoint sentinel) => sentinel switch
    {
        IPEndPoint { Port: 0 } address => new IPEndPoint(address.Address, UsualPort),
        DnsEndPoint { Port: 0 } named => new DnsEndPoint(named.Host, UsualPort),
        _ => sentinel,
    };
}
