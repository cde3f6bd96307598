using Postrider.Core.Redis;

namespace Postrider.Core.Registry;

/// <summary>A namespace's own sealed pair and the one that others are derived from, as they stood when they were read; '' where there is none.</summary>
public readonly record struct StoredSigningKeys(string Own, string Seed);

/// <summary>Signing keys in Redis itself, for who must not rely on a snapshot. What is sealed, and how, is the caller's business.</summary>
public sealed class SigningKeyStore(RedisConnections connections)
{
    /// <summary>What stands there now.</summary>
    public async Task<StoredSigningKeys> ReadAsync(string ns)
    {
        var held = await connections.Control.GetDatabase().HashGetAsync(RedisKeys.SigningPairs, [ns, SealedSigningKeys.Seed]).ConfigureAwait(false);
        return new((string?)held[0] ?? "", (string?)held[1] ?? "");
    }

    /// <summary>Writes the pair that the others are derived from, where there is none; false when somebody else was first.</summary>
    public Task<bool> SeedAsync(string sealedPair) => PutAsync(SealedSigningKeys.Seed, default, sealedPair);

    /// <summary>Puts a namespace's own pair in the place of what was read; false when that has changed since, and then nothing is written.</summary>
    public Task<bool> ReplaceAsync(string ns, StoredSigningKeys seen, string sealedPair) => PutAsync(ns, seen, sealedPair);

    private async Task<bool> PutAsync(string ns, StoredSigningKeys seen, string sealedPair) => (int)await RedisScripts.SigningPut.RunAsync(
        connections.Control.GetDatabase(), RedisKeys.RegistryTag, [ns, seen.Own ?? "", seen.Seed ?? "", sealedPair, Guid.NewGuid().ToString("N")]).ConfigureAwait(false) == 1;
}
