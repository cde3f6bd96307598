using StackExchange.Redis;

namespace Postrider.Core.Redis;

/// <summary>What a failed call to Redis means.</summary>
internal static class RedisTrouble
{
    /// <summary>Whether the same call may succeed later: Redis is away, too slow, or still reading its data.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException => true,
        RedisServerException server => server.Message.StartsWith("LOADING", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Whether the call certainly never left this program.</summary>
    public static bool IsUnsent(Exception exception) => exception is RedisConnectionException { CommandStatus: CommandStatus.WaitingToBeSent };
}
