using System.Security.Cryptography;
using System.Text;
using Postrider.Core.Secrets;
using SimpleBase;

namespace Postrider.Dispatcher.Signing;

/// <summary>A namespace's pair: receivers accept both, deliveries are signed with the current one.</summary>
public sealed record SigningKeyPair(string Current, string Next)
{
    private const string Prefix = "sig_";
    private const int KeyCharacters = 28;

    /// <summary>The pair of a namespace that has none of its own: this one for <c>default</c>, else one derived from it by HKDF-SHA-256.</summary>
    public SigningKeyPair For(string ns) => ns == "default" ? this : new(Derive(Current, ns), Derive(Next, ns));

    /// <summary>The next key becomes the current one, and a new one is next.</summary>
    public SigningKeyPair Rotate() => new(Next, Prefix + RandomText.Base58(KeyCharacters));

    /// <summary>Both keys as one text; no key holds a line feed.</summary>
    public string ToText() => $"{Current}\n{Next}";

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static SigningKeyPair FromText(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return new(text[..end], text[(end + 1)..]);
    }

    /// <summary>No key gets into a log by accident.</summary>
    public override string ToString() => nameof(SigningKeyPair);

    private static string Derive(string key, string ns)
    {
        var bytes = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), 32, info: Encoding.UTF8.GetBytes("postrider signing " + ns));
        return Prefix + Base58.Bitcoin.Encode(bytes)[..KeyCharacters];
    }
}
