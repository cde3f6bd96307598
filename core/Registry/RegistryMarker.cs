using Microsoft.Extensions.Options;
using Postrider.Core.Fencing;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Registry;

/// <summary>
/// Says that the registry is complete: once for all, and once in each partition, where scripts can see it. Losing any of them means that
/// something else may be lost too.
/// </summary>
internal sealed class RegistryMarker(RedisConnections connections, FencedScripts scripts, IOptions<RedisOptions> options)
{
    private IDatabase Database => connections.Control.GetDatabase();

    private IEnumerable<int> Partitions => Enumerable.Range(0, options.Value.Partitions);

    /// <summary>The marker's value; null when it is missing anywhere.</summary>
    public async Task<string?> ReadAsync()
    {
        // One by one, for they are in different slots.
        var values = await Task.WhenAll(Partitions.Select(RedisKeys.Declared).Append(RedisKeys.RegistryComplete).Select(key => Database.StringGetAsync(key))).ConfigureAwait(false);
        return values.Any(value => value.IsNull) ? null : (string?)values[^1];
    }

    /// <summary>Sets what is missing, with a new value so that others notice the loss too, and returns the value that stands.</summary>
    public async Task<string> SetAsync()
    {
        if (await ReadAsync().ConfigureAwait(false) is { } standing)
        {
            return standing;
        }

        var value = Guid.NewGuid().ToString("N");
        await MarkAsync(RedisKeys.RegistryTag, "seen", "1").ConfigureAwait(false);
        await Task.WhenAll(Partitions.Select(partition => MarkAsync(RedisKeys.Tag(partition), "reg", value))).ConfigureAwait(false);
        await MarkAsync(RedisKeys.RegistryTag, "complete", value).ConfigureAwait(false); // last: who sees it may rely on the others
        await connections.Control.GetSubscriber().PublishAsync(RedisKeys.RegistryChannel, "complete").ConfigureAwait(false);
        return value;
    }

    private Task MarkAsync(string tag, string mark, string value) => scripts.RunAsync(RedisScripts.Mark, tag, mark, value);
}
