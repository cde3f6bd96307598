using Microsoft.Extensions.Options;
using Postrider.Core.Fencing;
using Postrider.Core.Redis;

namespace Postrider.Core.Registry;

/// <summary>The number of partitions is written by the first program and the same for all: messages would be lost to a program that counts otherwise.</summary>
public sealed class PartitionCount(RedisConnections connections, FencedScripts scripts, IOptions<RedisOptions> options)
{
    private const string Field = "partitions";

    /// <summary>Stores the number where there is none. Null when the stored one is the configured one, or else a sentence that names the setting.</summary>
    public async Task<string?> CheckAsync() =>
        Problem((int)await scripts.RunAsync(RedisScripts.SetPartitions, RedisKeys.RegistryTag, options.Value.Partitions).ConfigureAwait(false));

    /// <summary>As <see cref="CheckAsync"/>, for who must not write: no number yet is no problem.</summary>
    public async Task<string?> LookAsync()
    {
        var stored = await connections.Control.GetDatabase().HashGetAsync(RedisKeys.Configuration, Field).ConfigureAwait(false);
        return stored.IsNull ? null : Problem((int)stored);
    }

    private string? Problem(int stored) => stored == options.Value.Partitions
        ? null
        : $"Redis:Partitions is {options.Value.Partitions}, but this Redis was set up with {stored}.";
}
