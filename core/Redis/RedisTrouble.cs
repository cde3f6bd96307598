using StackExchange.Redis;

namespace Postrider.Core.Redis;

/// <summary>What a failed call to Redis means.</summary>
internal static class RedisTrouble
{
    /// <summary>Whether the same call may succeed later: Redis is away, too slow, or runs nothing at the moment.</summary>
    public static bool IsTransient(Exception exception) => exception is RedisConnectionException or RedisTimeoutException || RedisRefusal.IsPassing(exception);

    /// <summary>Whether the call certainly changed nothing: it never left this program, or Redis said that it did not run it.</summary>
    public static bool IsUndone(Exception exception) => exception is RedisConnectionException { CommandStatus: CommandStatus.WaitingToBeSent } || RedisRefusal.IsPassing(exception);
}
