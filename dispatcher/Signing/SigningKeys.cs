using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SimpleBase;

namespace Postrider.Dispatcher.Signing;

/// <summary>A namespace's pair: receivers accept both, deliveries are signed with the current one.</summary>
public sealed record SigningKeyPair(string Current, string Next);

/// <summary>The configured pair is that of <c>default</c>; every other namespace has its own, derived from it by HKDF-SHA-256.</summary>
public sealed class SigningKeys(IOptions<SigningOptions> options)
{
    private const int KeyCharacters = 28;
    private readonly ConcurrentDictionary<string, SigningKeyPair> pairs = new(StringComparer.Ordinal);

    public SigningKeyPair Of(string ns) => pairs.GetOrAdd(ns, Derive);

    private SigningKeyPair Derive(string ns) => ns == "default"
        ? new(options.Value.CurrentKey, options.Value.NextKey)
        : new(Derive(options.Value.CurrentKey, ns), Derive(options.Value.NextKey, ns));

    private static string Derive(string key, string ns)
    {
        var bytes = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), 32, info: Encoding.UTF8.GetBytes("postrider signing " + ns));
        return "sig_" + Base58.Bitcoin.Encode(bytes)[..KeyCharacters];
    }
}
