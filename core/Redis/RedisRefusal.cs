using StackExchange.Redis;

namespace Postrider.Core.Redis;

/// <summary>What Redis says when it did not run a command.</summary>
public static class RedisRefusal
{
    // Still reading its data; a replica now, as an old primary is after a failover; no primary, or no majority; busy with something else;
    // a slot that moves; too few replicas; a disk that takes nothing.
    private static readonly string[] Passing = ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "BUSY", "TRYAGAIN", "NOREPLICAS", "MISCONF"];

    /// <summary>Whether the same command may be run later, and certainly was not now.</summary>
    public static bool IsPassing(Exception exception) => exception is RedisServerException server && (IsLost(server) || Passing.Contains(FirstWord(server.Message)));

    /// <summary>Whether it has no memory for more.</summary>
    public static bool IsFull(Exception exception) => exception is RedisServerException server && FirstWord(server.Message) == "OOM";

    // Sent from node to node of a Cluster more often than the client follows, as while a slot is about to move, or to a node without an address.
    private static bool IsLost(RedisServerException server) => server.Kind is RedisErrorKind.Moved or RedisErrorKind.Ask or RedisErrorKind.UnknownRedirectTarget;

    private static string FirstWord(string text) => text.Split(' ', 2)[0];
}
