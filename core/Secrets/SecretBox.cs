using System.Security.Cryptography;
using System.Text;

namespace Postrider.Core.Secrets;

/// <summary>
/// Seals values with AES-256-GCM under a random 96-bit nonce, the context as associated data and the key's id in front.
/// Any of the configured keys opens; the current one seals.
/// </summary>
public sealed class SecretBox
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly Dictionary<string, byte[]> keys;
    private readonly string? currentKeyId;

    /// <summary>Takes checked options; with no key the box can neither seal nor open.</summary>
    public SecretBox(EncryptionOptions options)
    {
        keys = options.Keys.ToDictionary(key => key.Key, key => Convert.FromBase64String(key.Value), StringComparer.Ordinal);
        currentKeyId = options.CurrentKeyId ?? (keys.Count == 1 ? keys.Keys.Single() : null);
    }

    /// <summary>Whether a key to seal with is configured.</summary>
    public bool CanSeal => currentKeyId is not null;

    /// <summary>Returns <c>keyId:base64(nonce, ciphertext, tag)</c>.</summary>
    /// <exception cref="InvalidOperationException">No key is configured.</exception>
    public string Seal(string value, SecretContext context)
    {
        var keyId = currentKeyId ?? throw new InvalidOperationException("Encryption:Keys holds no key to seal with.");
        var plain = Encoding.UTF8.GetBytes(value);
        var sealedBytes = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(keys[keyId], TagBytes);
        aes.Encrypt(
            sealedBytes.AsSpan(0, NonceBytes), plain, sealedBytes.AsSpan(NonceBytes, plain.Length), sealedBytes.AsSpan(^TagBytes..), AssociatedData(context));
        return $"{keyId}:{Convert.ToBase64String(sealedBytes)}";
    }

    /// <summary>Opens a sealed value; null when its key is unknown or it was sealed for another context.</summary>
    public string? Open(string sealedValue, SecretContext context)
    {
        var colon = sealedValue.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !keys.TryGetValue(sealedValue[..colon], out var key))
        {
            return null;
        }

        try
        {
            var bytes = Convert.FromBase64String(sealedValue[(colon + 1)..]);
            var plain = new byte[bytes.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes, plain.Length), bytes.AsSpan(^TagBytes..), plain, AssociatedData(context));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or OverflowException)
        {
            return null;
        }
    }

    // Length-prefixed, so that no two contexts share one text.
    private static byte[] AssociatedData(SecretContext context) => Encoding.UTF8.GetBytes(string.Concat(
        new[] { context.Namespace, context.Kind, context.Name, context.Field }.Select(part => $"{part.Length}:{part}")));
}
