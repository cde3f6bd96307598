using System.Security.Cryptography;

namespace Postrider.Core.Secrets;

/// <summary>Text that nobody can guess.</summary>
public static class RandomText
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>That many characters of base58, 5.86 bits each, from the system's cryptographic random numbers.</summary>
    public static string Base58(int characters) => RandomNumberGenerator.GetString(Alphabet, characters);
}
