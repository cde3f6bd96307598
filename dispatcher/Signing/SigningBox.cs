using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Postrider.Core.Secrets;

namespace Postrider.Dispatcher.Signing;

/// <summary>Seals signing keys for Redis under <c>Encryption:Keys</c>, or where there are none, under a key derived from the configured pair.</summary>
public sealed class SigningBox(IOptions<EncryptionOptions> encryption, IOptions<SigningOptions> signing)
{
    private const string DerivedKeyId = ""; // no configured key can have it
    private readonly string currentKeyId = CurrentKeyId(encryption.Value);
    private readonly SecretBox box = Open(encryption.Value, signing.Value, CurrentKeyId(encryption.Value));

    public string Seal(SigningKeyPair pair, string ns) => box.Seal(pair.ToText(), SecretContext.SigningKeys(ns));

    /// <summary>The pair; null when it was sealed under a key that is not configured, or for another namespace.</summary>
    public SigningKeyPair? Open(string sealedPair, string ns) =>
        box.Open(sealedPair, SecretContext.SigningKeys(ns)) is { } text ? SigningKeyPair.FromText(text) : null;

    /// <summary>Whether the key that seals now has sealed it.</summary>
    public bool IsCurrent(string sealedPair) => sealedPair.StartsWith(currentKeyId + ":", StringComparison.Ordinal);

    private static string CurrentKeyId(EncryptionOptions encryption) => encryption.Keys.Count == 0 ? DerivedKeyId : encryption.CurrentKeyId ?? encryption.Keys.Keys.Single();

    // The derived key always opens, so that Encryption:Keys may be added later.
    private static SecretBox Open(EncryptionOptions encryption, SigningOptions signing, string currentKeyId)
    {
        var pair = Encoding.UTF8.GetBytes($"{signing.CurrentKey}\n{signing.NextKey}");
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, pair, 32, info: "postrider stored signing keys"u8.ToArray());
        return new(new()
        {
            Keys = new(encryption.Keys, StringComparer.Ordinal) { [DerivedKeyId] = Convert.ToBase64String(derived) },
            CurrentKeyId = currentKeyId,
        });
    }
}
