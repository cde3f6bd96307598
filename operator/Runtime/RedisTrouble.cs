using StackExchange.Redis;

namespace Postrider.Operator.Runtime;

/// <summary>Tells failures of Redis from others.</summary>
internal static class RedisTrouble
{
    /// <summary>Whether Redis could not be reached or did not answer in time.</summary>
    public static bool Is(Exception exception) => exception is RedisException or RedisTimeoutException;

    /// <summary>The sentence of an exception without the figures that the Redis client adds to it.</summary>
    public static string Sentence(Exception exception) => Is(exception) ? exception.Message.Split(", mc:")[0] : exception.Message;
}
