using Microsoft.Extensions.Options;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Registry;

/// <summary>The number of partitions is written by the first program and the same for all: messages would be lost to a program that counts otherwise.</summary>
public sealed class PartitionCount(RedisConnections connections, IOptions<RedisOptions> options)
{
    private const string Field = "partitions";

    /// <summary>Null when the stored number is the configured one, or else a sentence that names the setting.</summary>
    public async Task<string?> CheckAsync()
    {
        var database = connections.Control.GetDatabase();
        await database.HashSetAsync(RedisKeys.Configuration, Field, options.Value.Partitions, When.NotExists).ConfigureAwait(false);
        var stored = (int)await database.HashGetAsync(RedisKeys.Configuration, Field).ConfigureAwait(false);
        return stored == options.Value.Partitions
            ? null
            : $"Redis:Partitions is {options.Value.Partitions}, but this Redis was set up with {stored}.";
    }
}
