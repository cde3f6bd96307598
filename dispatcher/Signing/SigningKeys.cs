using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Postrider.Core.Registry;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Signing;

/// <summary>
/// The keys of every namespace. Redis owns them: the configured pair only seeds an empty store, a rotation gives a namespace its own.
/// Who signs relies on the snapshot of the registry, which follows at once; who shows or rotates asks Redis itself.
/// </summary>
public sealed partial class SigningKeys(
    SigningKeyStore store, RegistryReader registry, SigningBox box, IOptions<SigningOptions> options, ILogger<SigningKeys> logger)
{
    private readonly SemaphoreSlim seeding = new(1, 1);
    private Opened opened = new(null);

    private SigningKeyPair Configured => new(options.Value.CurrentKey, options.Value.NextKey);

    /// <summary>The pair to sign with.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">Nothing is known of the stored keys, and Redis cannot be reached.</exception>
    public ValueTask<SigningKeyPair> OfAsync(string ns) => registry.Current.Signing is { } stored ? new(Of(stored, ns)) : new(OfReadAsync(ns));

    /// <summary>The pair as it stands in Redis now.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be opened with what is configured.</exception>
    public async Task<SigningKeyPair> ReadAsync(string ns) => Open(await ReadStoredAsync(ns).ConfigureAwait(false), ns);

    /// <summary>Makes the next key the current one and a new key the next. Of two at once, one rotates what the other made.</summary>
    /// <exception cref="StoreUnavailableException">The keys cannot be opened with what is configured.</exception>
    public async Task<SigningKeyPair> RotateAsync(string ns)
    {
        while (true)
        {
            var stored = await ReadStoredAsync(ns).ConfigureAwait(false);
            var rotated = Open(stored, ns).Rotate();
            if (await store.ReplaceAsync(ns, stored, box.Seal(rotated, ns)).ConfigureAwait(false))
            {
                KeysRotated(ns);
                return rotated;
            }
        }
    }

    /// <summary>What Redis holds, sealed; an empty store is seeded first.</summary>
    internal async Task<StoredSigningKeys> ReadStoredAsync(string ns)
    {
        var stored = await store.ReadAsync(ns).ConfigureAwait(false);
        if (stored.Seed.Length > 0)
        {
            return stored;
        }

        await store.SeedAsync(box.Seal(Configured, SealedSigningKeys.Seed)).ConfigureAwait(false);
        return await store.ReadAsync(ns).ConfigureAwait(false);
    }

    private async Task<SigningKeyPair> OfReadAsync(string ns)
    {
        await seeding.WaitAsync().ConfigureAwait(false);
        try
        {
            if (registry.Current.Signing is null)
            {
                await ReadStoredAsync(ns).ConfigureAwait(false);
                await registry.RefreshAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            seeding.Release();
        }

        return registry.Current.Signing is { } stored ? Of(stored, ns) : Configured.For(ns);
    }

    // Keys that another program sealed otherwise must not stop deliveries: the last ones go on.
    private SigningKeyPair Of(SealedSigningKeys stored, string ns)
    {
        var known = Volatile.Read(ref opened);
        if (!ReferenceEquals(known.Stored, stored))
        {
            known = new(stored, known);
            Volatile.Write(ref opened, known);
        }

        return known.Pairs.TryGetValue(ns, out var pair) ? pair : known.Pairs.GetOrAdd(
            ns, TryOpen(new(stored.Pairs.GetValueOrDefault(ns, ""), stored.Pairs[SealedSigningKeys.Seed]), ns) ?? Unopened(known, ns));
    }

    private SigningKeyPair Unopened(Opened known, string ns)
    {
        KeysUnreadable(ns);
        return known.LastOf(ns) ?? Configured.For(ns);
    }

    private SigningKeyPair Open(StoredSigningKeys stored, string ns) =>
        TryOpen(stored, ns) ?? throw new StoreUnavailableException(new CryptographicException("The stored signing keys cannot be opened."));

    private SigningKeyPair? TryOpen(StoredSigningKeys stored, string ns) => stored.Own.Length > 0 ? box.Open(stored.Own, ns) : box.Open(stored.Seed, SealedSigningKeys.Seed)?.For(ns);

    [LoggerMessage(Level = LogLevel.Information, Message = "The signing keys of {Namespace} were rotated.")]
    private partial void KeysRotated(string @namespace);

    [LoggerMessage(Level = LogLevel.Error, Message = "The signing keys of {Namespace} cannot be opened: another program stored them under other Encryption:Keys. The last known ones sign.")]
    private partial void KeysUnreadable(string @namespace);

    /// <summary>Opened pairs of one version, and those of the version before.</summary>
    private sealed class Opened(SealedSigningKeys? stored, Opened? before = null)
    {
        private readonly ConcurrentDictionary<string, SigningKeyPair>? last = before?.Pairs;

        public SealedSigningKeys? Stored => stored;

        public ConcurrentDictionary<string, SigningKeyPair> Pairs { get; } = new(StringComparer.Ordinal);

        public SigningKeyPair? LastOf(string ns) => last?.GetValueOrDefault(ns);
    }
}
