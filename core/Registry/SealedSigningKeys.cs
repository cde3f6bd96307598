using System.Collections.Immutable;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Registry;

/// <summary>Signing keys as Redis holds them: sealed pairs by namespace, as of one version.</summary>
public sealed record SealedSigningKeys(string Version, ImmutableDictionary<string, string> Pairs)
{
    /// <summary>Where the pair stands that every namespace without its own is derived from.</summary>
    public const string Seed = "";

    /// <summary>What <paramref name="version"/> names: <paramref name="known"/> where it is that, else read from Redis; null when there is nothing.</summary>
    internal static async Task<SealedSigningKeys?> ReadAsync(IDatabase database, SealedSigningKeys? known, string? version)
    {
        if (version is null || version == known?.Version)
        {
            return version is null ? null : known;
        }

        var entries = await database.HashGetAllAsync(RedisKeys.SigningPairs).ConfigureAwait(false);
        var pairs = entries.ToImmutableDictionary(entry => (string)entry.Name!, entry => (string)entry.Value!, StringComparer.Ordinal);
        return pairs.ContainsKey(Seed) ? new(version, pairs) : null;
    }
}
