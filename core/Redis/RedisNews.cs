using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Postrider.Core.Redis;

/// <summary>Tells why Redis cannot be connected to any more, each reason once, and that it can again. Whoever uses a connection knows only that there is none.</summary>
internal sealed partial class RedisNews(RedisConnections connections, TimeProvider time, ILogger<RedisNews> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var told = new HashSet<string>(StringComparer.Ordinal);
        var wasThere = connections.Control.IsConnected; // until then who starts says what it waits for
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            wasThere |= connections.Control.IsConnected;
            if (wasThere)
            {
                await LookAsync(told, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private async Task LookAsync(HashSet<string> told, CancellationToken stop)
    {
        if (!connections.Control.IsConnected)
        {
            if (await connections.FindTroubleAsync().WaitAsync(stop).ConfigureAwait(false) is { } reason && told.Add(reason))
            {
                Lost(connections.Addresses, reason);
            }
        }
        else if (told.Count > 0)
        {
            told.Clear();
            Found(connections.Addresses);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No connection to Redis at {Addresses}: {Reason}")]
    private partial void Lost(string addresses, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis at {Addresses} is connected to again.")]
    private partial void Found(string addresses);
}
