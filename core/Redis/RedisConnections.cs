using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Postrider.Core.Redis.Sentinel;
using StackExchange.Redis;

namespace Postrider.Core.Redis;

/// <summary>
/// Connections by use, so that large publishes never hold up leases, nor either of them the extension of leases.
/// Nothing queues while disconnected: a command that was given up must not run later.
/// </summary>
public sealed class RedisConnections : IAsyncDisposable
{
    private readonly Lazy<ConnectionMultiplexer> control;
    private readonly Lazy<ConnectionMultiplexer> publish;
    private readonly Lazy<ConnectionMultiplexer> extension;
    private readonly PrimaryTunnel? tunnel;
    private readonly ConfigurationOptions configuration;
    private Action? publishReturns;

    /// <summary>Connects in the background; a Redis that is not there yet is waited for.</summary>
    public RedisConnections(IOptions<RedisOptions> options, TimeProvider? time = null)
    {
        configuration = Parse(options.Value);
        Addresses = string.Join(", ", configuration.EndPoints.Select(Written));
        if (!string.IsNullOrEmpty(configuration.ServiceName))
        {
            tunnel = new(configuration.Clone(), time ?? TimeProvider.System);
            LeadThrough(tunnel, configuration, options.Value.Tls);
        }

        control = new(() => ConnectionMultiplexer.Connect(configuration));
        publish = new(() =>
        {
            var connection = ConnectionMultiplexer.Connect(configuration);
            connection.ConnectionRestored += (_, _) => publishReturns?.Invoke();
            return connection;
        });
        extension = new(() => ConnectionMultiplexer.Connect(configuration));
    }

    /// <summary>Leases, outcomes, the registry and signals.</summary>
    public ConnectionMultiplexer Control => control.Value;

    /// <summary>Publishes with bodies.</summary>
    public ConnectionMultiplexer Publish => publish.Value;

    /// <summary>Where Redis is looked for, as it was configured.</summary>
    public string Addresses { get; }

    /// <summary>Connects all of them now. Whoever uses one first connects it, and blocks a thread for that, which a thread that waits for sockets must not.</summary>
    public void Open() => _ = (control.Value, publish.Value, extension.Value);

    /// <summary>That Sentinels are to say which Redis is the primary, and none does; else null.</summary>
    public string? SentinelTrouble => tunnel is { Primary: null } ? $"no Sentinel says which Redis is the primary of '{tunnel.Service}'" : null;

    /// <summary>Tries one more connection, and returns what is wrong with it; null when nothing is. The others, which try again by themselves, do not say.</summary>
    public async Task<string?> FindTroubleAsync()
    {
        if (SentinelTrouble is { } trouble)
        {
            return trouble;
        }

        var attempt = configuration.Clone();
        (attempt.AbortOnConnectFail, attempt.ConnectRetry) = (true, 1);
        try
        {
            await (await ConnectionMultiplexer.ConnectAsync(attempt).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) // whatever it is, it is the trouble
        {
            return RedisTrouble.Sentence(exception);
        }
    }

    /// <summary>Calls back each time that the connection for publishes is there again.</summary>
    public void WhenPublishReturns(Action action) => publishReturns = action;

    /// <summary>Extension of leases.</summary>
    public ConnectionMultiplexer Extension => extension.Value;

    /// <summary>The configured string with what Postrider depends on, and the files of TLS.</summary>
    /// <exception cref="ArgumentException">The string is not a StackExchange.Redis configuration.</exception>
    public static ConfigurationOptions Parse(RedisOptions options)
    {
        var configuration = Parse(options.Configuration);
        if (options.Tls.IsGiven)
        {
            configuration.SslClientAuthenticationOptions = host => RedisTls.OptionsFor(options.Tls, configuration.SslHost is { Length: > 0 } name ? name : host);
        }

        return configuration;
    }

    /// <summary>The configured string with what Postrider depends on.</summary>
    /// <exception cref="ArgumentException">The string is not a StackExchange.Redis configuration.</exception>
    public static ConfigurationOptions Parse(string text)
    {
        var configuration = ConfigurationOptions.Parse(text, ignoreUnknown: false);
        configuration.AbortOnConnectFail = false;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ReconnectRetryPolicy = new LinearRetry(250);
        configuration.ConnectTimeout = 2000;
        configuration.AsyncTimeout = 2000;
        configuration.SyncTimeout = 2000;
        configuration.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        configuration.HeartbeatConsistencyChecks = false;
        configuration.ClientName = "postrider";
        return configuration;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in new[] { control, publish, extension }.Where(connection => connection.IsValueCreated))
        {
            await connection.Value.DisposeAsync().ConfigureAwait(false);
        }

        if (tunnel is not null)
        {
            await tunnel.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string Written(EndPoint address) => address switch
    {
        DnsEndPoint { Port: 0 } named => named.Host,
        DnsEndPoint named => $"{named.Host}:{named.Port}",
        IPEndPoint { Port: 0 } number => $"{number.Address}",
        _ => $"{address}",
    };

    // The service stands for whichever node is the primary.
    private static void LeadThrough(PrimaryTunnel tunnel, ConfigurationOptions configuration, RedisTlsOptions files)
    {
        const int NoPort = 1; // none is asked for, and one must be given
        if (configuration is { Ssl: true, SslHost: null or "" })
        {
            configuration.SslClientAuthenticationOptions = service =>
            {
                var options = RedisTls.OptionsFor(files, tunnel.Host ?? service);
                options.EnabledSslProtocols = configuration.SslProtocols ?? SslProtocols.None;
                options.CertificateChainPolicy!.RevocationMode = configuration.CheckCertificateRevocation && !files.IsGiven ? X509RevocationMode.Online : X509RevocationMode.NoCheck;
                return options;
            };
        }

        configuration.EndPoints.Clear();
        configuration.EndPoints.Add(configuration.ServiceName!, NoPort);
        configuration.ServiceName = null;
        configuration.Tunnel = tunnel;
    }
}
