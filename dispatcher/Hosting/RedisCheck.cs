using Microsoft.Extensions.Logging;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Settings;
using Postrider.Dispatcher.Signing;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Hosting;

/// <summary>Waits for Redis at start, and refuses one that cannot serve: too old, set up with another number of partitions, or with signing keys that cannot be opened.</summary>
internal static partial class RedisCheck
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly Version Oldest = new(7, 0);

    /// <exception cref="SettingException">This Redis cannot serve.</exception>
    public static async Task RunAsync(RedisConnections connections, PartitionCount partitions, SigningStart signing, ILogger logger, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var problem = await partitions.CheckAsync().ConfigureAwait(false) ?? TooOld(connections.Control) ?? await signing.CheckAsync().ConfigureAwait(false);
                if (problem is not null)
                {
                    throw new SettingException(problem);
                }

                return;
            }
            catch (RedisCommandException exception)
            {
                throw new SettingException(RedisTrouble.CannotServe(exception));
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                if (tries % 20 == 0)
                {
                    WaitsForRedis(logger, connections.Addresses, connections.SentinelTrouble ?? RedisTrouble.Sentence(exception));
                }

                await Task.Delay(Interval, cancel).ConfigureAwait(false);
            }
        }
    }

    private static string? TooOld(ConnectionMultiplexer connection)
    {
        var version = connection.GetServers().Where(server => server.IsConnected).Min(server => server.Version);
        return version < Oldest ? $"Redis:Configuration leads to Redis {version}; {Oldest} or later is needed." : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for Redis at {Addresses} (Redis:Configuration): {Reason}")]
    private static partial void WaitsForRedis(ILogger logger, string addresses, string reason);
}
