using Microsoft.Extensions.Options;
using Postrider.Core.Redis;

namespace Postrider.Core.Fencing;

/// <summary>Takes the number of a leadership in Redis: from then on lower ones are refused.</summary>
public sealed class FenceStore(RedisConnections connections, IOptions<RedisOptions> options)
{
    /// <summary>Takes it in the registry, where a leadership that begins must be the first with it, then in each partition.</summary>
    /// <param name="scope">The Lease.</param>
    /// <param name="begins">False for a leadership that took the number before and puts it back.</param>
    /// <returns>Null when it was taken, else the number that stands in the way.</returns>
    public async Task<long?> ClaimAsync(string scope, long number, bool begins)
    {
        if (await ClaimAsync(RedisKeys.RegistryTag, scope, number, begins).ConfigureAwait(false) is { } standing)
        {
            return standing;
        }

        var partitions = Enumerable.Range(0, options.Value.Partitions).Select(RedisKeys.Tag);
        var all = await Task.WhenAll(partitions.Select(tag => ClaimAsync(tag, scope, number, begins: false))).ConfigureAwait(false);
        return all.Max();
    }

    private async Task<long?> ClaimAsync(string tag, string scope, long number, bool begins)
    {
        var answer = (long)await RedisScripts.FenceClaim.RunAsync(connections.Control.GetDatabase(), tag, [scope, number, begins ? 1 : 0]).ConfigureAwait(false);
        return answer < 0 ? null : answer;
    }
}
