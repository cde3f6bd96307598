using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Postrider.Core.Registry;

namespace Postrider.Dispatcher.Signing;

/// <summary>What a program does about signing keys before it serves: seeds an empty store, refuses one that it cannot open, and seals anew what an older key sealed.</summary>
public sealed partial class SigningStart(
    SigningKeys keys, SigningKeyStore store, RegistryReader registry, SigningBox box, IOptions<SigningOptions> options, ILogger<SigningStart> logger)
{
    private const string Unreadable =
        "Encryption:Keys, or Signing:CurrentKey and Signing:NextKey where there are none, are not those under which the signing keys in Redis were stored: they cannot be opened.";

    /// <summary>Null, or a sentence that names the settings with which the stored keys cannot be opened.</summary>
    public async Task<string?> CheckAsync()
    {
        await keys.ReadStoredAsync(SealedSigningKeys.Seed).ConfigureAwait(false);
        await registry.RefreshAsync().ConfigureAwait(false);
        if (registry.Current.Signing is not { } stored)
        {
            return null; // flushed in this moment: whoever signs first seeds it
        }

        if (stored.Pairs.Any(pair => box.Open(pair.Value, pair.Key) is null))
        {
            return Unreadable;
        }

        WarnOfOthers(stored);
        await SealAnewAsync(stored).ConfigureAwait(false);
        return null;
    }

    // Who takes a rotated pair over into the configuration has nothing to hear.
    private void WarnOfOthers(SealedSigningKeys stored)
    {
        var configured = new SigningKeyPair(options.Value.CurrentKey, options.Value.NextKey);
        var known = new[] { SealedSigningKeys.Seed, "default" }.Where(stored.Pairs.ContainsKey).Select(ns => box.Open(stored.Pairs[ns], ns));
        if (!known.Contains(configured))
        {
            ConfiguredKeysUnused();
        }
    }

    // So that a key that was replaced in Encryption:Keys can be taken out. The seed comes last: the others are replaced beside it as it was read.
    private async Task SealAnewAsync(SealedSigningKeys stored)
    {
        var seed = stored.Pairs[SealedSigningKeys.Seed];
        foreach (var (ns, old) in stored.Pairs.Where(pair => !box.IsCurrent(pair.Value)).OrderByDescending(pair => pair.Key.Length))
        {
            await store.ReplaceAsync(ns, new(old, seed), box.Seal(box.Open(old, ns)!, ns)).ConfigureAwait(false); // somebody else's change wins
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signing:CurrentKey and Signing:NextKey are not used: Redis holds other signing keys, and configured ones only seed an empty store.")]
    private partial void ConfiguredKeysUnused();
}
