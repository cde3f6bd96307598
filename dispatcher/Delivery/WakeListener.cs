using System.Globalization;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Hears that something is ready earlier than anybody looks: <c>{partition}delay</c>, the delay in µs.</summary>
internal sealed class WakeListener(RedisConnections connections, IReadOnlyList<PartitionPump> pumps)
{
    /// <summary>Subscribes, also when Redis is away: the subscription is made when it comes.</summary>
    public Task StartAsync()
    {
        connections.Control.ConnectionFailed += (_, _) => RedisFailed();
        connections.Control.ConnectionRestored += (_, _) => RedisFailed();
        return connections.Control.GetSubscriber().SubscribeAsync(WakeSignals.Channel, (_, message) => Wake(message!), CommandFlags.FireAndForget);
    }

    private void Wake(string message)
    {
        var end = message.IndexOf('}', StringComparison.Ordinal);
        if (end > 1 && int.TryParse(message.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && partition < pumps.Count && long.TryParse(message.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var micros))
        {
            pumps[partition].LookIn(TimeSpan.FromMicroseconds(micros));
        }
    }

    private void RedisFailed()
    {
        foreach (var pump in pumps)
        {
            pump.RedisFailed();
            pump.LookIn(TimeSpan.Zero);
        }
    }
}
