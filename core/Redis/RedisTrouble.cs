using StackExchange.Redis;

namespace Postrider.Core.Redis;

/// <summary>What a failed call to Redis means.</summary>
public static class RedisTrouble
{
    private static readonly string[] Additions = [", Idle/", ", last: ", ", command=", ", mc: ", " To allow this multiplexer to continue"];

    /// <summary>Whether Redis could not be reached, did not answer in time, or refused.</summary>
    public static bool Is(Exception exception) => exception is RedisException or RedisTimeoutException;

    /// <summary>The sentence of an exception without the figures and the advice that the Redis client adds to it, and what caused it.</summary>
    public static string Sentence(Exception exception)
    {
        var own = Is(exception) ? Additions.Aggregate(exception.Message, (text, addition) => text.Split(addition)[0]) : exception.Message;
        var cause = exception.InnerException is { } inner ? Sentence(inner) : own;
        return own.Contains(cause, StringComparison.Ordinal) ? own : $"{own} ({cause})";
    }

    /// <summary>What is wrong with a Redis, or with the way to it, that cannot take a command of ours.</summary>
    public static string CannotServe(RedisCommandException exception) => $"Redis:Configuration cannot serve: {exception.Message}";

    /// <summary>Whether the same call may succeed later: Redis is away, too slow, or runs nothing at the moment.</summary>
    public static bool IsTransient(Exception exception) => exception is RedisConnectionException or RedisTimeoutException || RedisRefusal.IsPassing(exception);

    /// <summary>Whether the call certainly changed nothing: it never left this program, or Redis said that it did not run it.</summary>
    public static bool IsUndone(Exception exception) => exception is RedisConnectionException { CommandStatus: CommandStatus.WaitingToBeSent } || IsNotFollowed(exception) || RedisRefusal.IsPassing(exception);

    // A node of a Cluster named another one instead of an answer, to which there is no connection. What is lost on the way says that it was sent.
    private static bool IsNotFollowed(Exception exception) =>
        exception is RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect, CommandStatus: CommandStatus.Unknown };
}
