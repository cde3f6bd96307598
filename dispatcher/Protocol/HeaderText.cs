using System.Text;

namespace Postrider.Dispatcher.Protocol;

/// <summary>What header names and values may be, and how names are shown.</summary>
internal static class HeaderText
{
    private const string TokenPunctuation = "!#$%&'*+-.^_`|~";
    private const char NotReadable = '\ufffd'; // what decoders put in place of bytes that are no UTF-8
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsName(string name) => name.Length > 0 && name.All(IsTokenCharacter);

    /// <summary>Why a value cannot be kept and sent; null when it can. A control character could make it another header.</summary>
    public static string? ProblemOf(string value)
    {
        if (!value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return null;
        }

        for (var at = 0; at < value.Length; at++)
        {
            if (char.IsControl(value[at]) && value[at] != '\t')
            {
                return "must not hold control characters";
            }

            if (value[at] == NotReadable || (char.IsSurrogate(value[at]) && !char.IsSurrogatePair(value, at++)))
            {
                return "is not valid UTF-8";
            }
        }

        return null;
    }

    /// <summary>Whether the value stays inside its line of a request's head.</summary>
    public static bool IsOneLine(string value) => !value.AsSpan().ContainsAny('\r', '\n', '\0');

    /// <summary>A received value whose characters are its bytes: as UTF-8 where they are that, else as it is, which is Latin-1.</summary>
    public static string OfBytes(string value)
    {
        if (Ascii.IsValid(value))
        {
            return value;
        }

        try
        {
            return StrictUtf8.GetString(Encoding.Latin1.GetBytes(value));
        }
        catch (DecoderFallbackException)
        {
            return value;
        }
    }

    /// <summary>Go's canonical form: upper case at the start and after each dash, lower case elsewhere.</summary>
    public static string Canonical(string name)
    {
        if (!IsName(name))
        {
            return name;
        }

        return string.Create(name.Length, name, static (canonical, from) =>
        {
            for (var at = 0; at < canonical.Length; at++)
            {
                canonical[at] = at == 0 || from[at - 1] == '-' ? char.ToUpperInvariant(from[at]) : char.ToLowerInvariant(from[at]);
            }
        });
    }

    private static bool IsTokenCharacter(char character) => char.IsAsciiLetterOrDigit(character) || TokenPunctuation.Contains(character, StringComparison.Ordinal);
}
