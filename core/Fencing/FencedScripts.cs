using System.Globalization;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Fencing;

/// <summary>Runs the scripts that an operator writes with: each carries its leadership as the first argument, and is refused in the same step as the write.</summary>
public sealed class FencedScripts(RedisConnections connections, IWriteFence fence)
{
    private const string Refusal = "FENCED";

    /// <exception cref="FencedException">The leadership is over; nothing was written.</exception>
    internal async Task<RedisResult> RunAsync(RedisScript script, string tag, params RedisValue[] arguments)
    {
        try
        {
            return await TryAsync(script, tag, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException refusal) when (IsRefusal(refusal) && StandingIn(refusal) is null)
        {
            await fence.RestoreAsync().ConfigureAwait(false);
        }

        return await TryAsync(script, tag, arguments).ConfigureAwait(false);
    }

    private async Task<RedisResult> TryAsync(RedisScript script, string tag, RedisValue[] arguments)
    {
        try
        {
            return await script.RunAsync(connections.Control.GetDatabase(), tag, [fence.Token, .. arguments]).ConfigureAwait(false);
        }
        catch (RedisServerException refusal) when (IsRefusal(refusal) && StandingIn(refusal) is { } standing)
        {
            fence.Refused(standing);
            throw new FencedException($"Another operator has led since: Redis has seen number {standing}.");
        }
    }

    private static bool IsRefusal(RedisServerException exception) => exception.Message.StartsWith(Refusal, StringComparison.Ordinal);

    // Null where Redis knows of no leadership at all.
    private static long? StandingIn(RedisServerException exception) =>
        long.TryParse(exception.Message.Split(' ').ElementAtOrDefault(1), CultureInfo.InvariantCulture, out var number) ? number : null;
}
