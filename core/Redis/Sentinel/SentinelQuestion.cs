using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Postrider.Core.Redis.Sentinel;

/// <summary>Asks all Sentinels that can be reached which Redis is the primary, and believes the one that knows of the latest failover.</summary>
internal sealed class SentinelQuestion(ConfigurationOptions configured) : IAsyncDisposable
{
    private const int UsualPort = 26379;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly string service = configured.ServiceName!;
    private readonly Lazy<Task<ConnectionMultiplexer>> connecting = new(() => ConnectionMultiplexer.ConnectAsync(OptionsOf(configured)));

    /// <summary>The address of the primary; null when no Sentinel answers, or knows of it.</summary>
    public async Task<EndPoint?> AskAsync()
    {
        var connection = await connecting.Value.ConfigureAwait(false);
        var answers = await Task.WhenAll(connection.GetServers().Where(server => server.IsConnected).Select(AskAsync)).ConfigureAwait(false);
        return answers.Where(answer => answer.Address is not null).MaxBy(answer => answer.Epoch).Address;
    }

    public async ValueTask DisposeAsync()
    {
        if (connecting.IsValueCreated)
        {
            await (await connecting.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<(EndPoint? Address, long Epoch)> AskAsync(IServer sentinel)
    {
        try
        {
            var told = (await sentinel.SentinelMasterAsync(service).WaitAsync(Patience).ConfigureAwait(false)).ToDictionary(StringComparer.Ordinal);
            return (AddressOf(told["ip"], told["port"]), long.Parse(told["config-epoch"], CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or KeyNotFoundException or FormatException)
        {
            return default; // it does not answer, or does not know the service
        }
    }

    private static EndPoint AddressOf(string host, string port)
    {
        var number = int.Parse(port, CultureInfo.InvariantCulture);
        return IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, number) : new DnsEndPoint(host, number);
    }

    private static EndPoint WithPort(EndPoint sentinel) => sentinel switch
    {
        IPEndPoint { Port: 0 } address => new IPEndPoint(address.Address, UsualPort),
        DnsEndPoint { Port: 0 } named => new DnsEndPoint(named.Host, UsualPort),
        _ => sentinel,
    };

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
}
