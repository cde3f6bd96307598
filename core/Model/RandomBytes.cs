using System.Security.Cryptography;

namespace Postrider.Core.Model;

/// <summary>Bytes that nobody can guess, drawn many at a time: a call of the system's generator takes as long for a thousand as for ten.</summary>
internal static class RandomBytes
{
    private const int Stock = 1000;

    [ThreadStatic]
    private static byte[]? drawn;

    [ThreadStatic]
    private static int left;

    /// <param name="count">At most <see cref="Stock"/>.</param>
    public static byte[] Next(int count)
    {
        if (left < count)
        {
            drawn = RandomNumberGenerator.GetBytes(Stock);
            left = Stock;
        }

        left -= count;
        return drawn.AsSpan(left, count).ToArray();
    }
}
