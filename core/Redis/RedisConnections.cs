using System.Net;
using Microsoft.Extensions.Options;
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
    private Action? publishReturns;

    /// <summary>Connects in the background; a Redis that is not there yet is waited for.</summary>
    public RedisConnections(IOptions<RedisOptions> options)
    {
        var configuration = Parse(options.Value);
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
    public string Addresses => string.Join(", ", Control.GetEndPoints(configuredOnly: true).Select(address => address is DnsEndPoint named ? $"{named.Host}:{named.Port}" : $"{address}"));

    /// <summary>Connects all of them now. Whoever uses one first connects it, and blocks a thread for that, which a thread that waits for sockets must not.</summary>
    public void Open() => _ = (control.Value, publish.Value, extension.Value);

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
    }
}
