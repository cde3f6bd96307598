using StackExchange.Redis;

namespace Postrider.Core.Redis;

/// <summary>Where scripts say that a partition has something ready.</summary>
public static class WakeSignals
{
    public static RedisChannel Channel => RedisKeys.WakeChannel;
}
