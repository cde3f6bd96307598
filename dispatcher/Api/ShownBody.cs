using System.Text;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>A body as answers carry it: text where the bytes are UTF-8, else base64, and neither when it is empty.</summary>
internal readonly record struct ShownBody(string? Text, string? Base64)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>A hidden one is a text, whatever its bytes are.</summary>
    public static ShownBody Of(ReadOnlySpan<byte> bytes, Redaction redaction) =>
        redaction.HidesBody && !bytes.IsEmpty ? new(Redaction.Hash(bytes), null) : Of(bytes);

    public static ShownBody Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return default;
        }

        try
        {
            return new(Strict.GetString(bytes), null);
        }
        catch (DecoderFallbackException)
        {
            return new(null, Convert.ToBase64String(bytes));
        }
    }
}
