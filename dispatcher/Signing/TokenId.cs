using System.Globalization;
using System.Security.Cryptography;
using SimpleBase;

namespace Postrider.Dispatcher.Signing;

/// <summary>Ids of signatures: random for the process, counted within it, so no two are the same.</summary>
internal static class TokenId
{
    private static readonly string Prefix = "jwt_" + Base58.Bitcoin.Encode(RandomNumberGenerator.GetBytes(12));
    private static long count;

    public static string Next() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Interlocked.Increment(ref count):x12}");
}
