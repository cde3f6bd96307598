using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Postrider.Core.Decisions;

/// <summary>What a URL must be to be delivered to; the text itself is kept and sent as it was given.</summary>
public static class DestinationUrl
{
    public const int MaxLength = 8192;

    /// <summary>Longest host: DNS has no longer one, and a record's head must hold the whole lane, which names the host.</summary>
    public const int MaxHostBytes = 255;

    /// <summary>True for an absolute http or https URL with a host that can be put on a request line as it stands.</summary>
    public static bool IsValid(string url, [NotNullWhen(false)] out string? error) => TryParse(url, out _, out error);

    /// <summary>The URL taken apart; false with the reason where <see cref="IsValid"/> is.</summary>
    public static bool TryParse(string url, [NotNullWhen(true)] out Uri? uri, [NotNullWhen(false)] out string? error)
    {
        uri = null;
        error = ProblemOfText(url);
        if (error is null && !Uri.TryCreate(url, UriKind.Absolute, out uri))
        {
            error = "is not an absolute URL";
        }

        error ??= ProblemOf(uri!);
        return error is null;
    }

    /// <summary>Scheme, host and port: what a breaker and a default limit count by.</summary>
    public static string Authority(string url)
    {
        var uri = new Uri(url);
        return $"{uri.Scheme}://{uri.Host}:{uri.Port}";
    }

    /// <summary>True when the text starts with http:// or https://, in any case.</summary>
    public static bool HasScheme(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static string? ProblemOfText(string url)
    {
        if (!HasScheme(url))
        {
            return "endpoint has invalid scheme, add http:// or https://";
        }

        if (url.Length > MaxLength)
        {
            return $"longer than {MaxLength} characters";
        }

        if (url.AsSpan().ContainsAnyInRange('\0', ' ') || url.Contains('\x7f', StringComparison.Ordinal))
        {
            return "has a blank or control character";
        }

        var afterScheme = url.AsSpan(url.IndexOf("://", StringComparison.Ordinal) + 3);
        var end = afterScheme.IndexOfAny('/', '?', '#');
        var host = end < 0 ? afterScheme : afterScheme[..end];
        var rest = afterScheme[host.Length..];
        return host.Contains('\\') ? "has a backslash in its host"
            : rest.ContainsAnyExceptInRange('\0', '\x7f') ? "has characters beyond ASCII after its host, which must be percent-encoded"
            : rest.Contains('#') ? "has a fragment, which no server would see; a '#' that is meant must be percent-encoded"
            : null;
    }

    private static string? ProblemOf(Uri uri) => uri.Host.Length == 0 ? "is not an absolute URL"
        : uri.UserInfo.Length > 0 ? "must not hold a user name or password"
        : Encoding.UTF8.GetByteCount(uri.Host) > MaxHostBytes ? $"has a host longer than {MaxHostBytes} bytes"
        : null;
}
