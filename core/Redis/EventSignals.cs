using StackExchange.Redis;

namespace Postrider.Core.Redis;

/// <summary>Where a reader of the event log asks all dispatchers to write what they have gathered.</summary>
public static class EventSignals
{
    public static RedisChannel Channel => RedisKeys.EventsChannel;
}
