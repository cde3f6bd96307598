using System.Diagnostics.CodeAnalysis;

namespace Postrider.Core.Decisions;

/// <summary>What a URL must be to be delivered to; the text itself is kept and sent as it was given.</summary>
public static class DestinationUrl
{
    public const int MaxLength = 8192;

    /// <summary>True for an absolute http or https URL with a host, without user info and control characters.</summary>
    public static bool IsValid(string url, [NotNullWhen(false)] out string? error)
    {
        error = Problem(url);
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

    private static string? Problem(string url)
    {
        if (!HasScheme(url))
        {
            return "endpoint has invalid scheme, add http:// or https://";
        }

        if (url.Length > MaxLength)
        {
            return $"longer than {MaxLength} characters";
        }

        if (url.Any(character => character is <= ' ' or '\x7f'))
        {
            return "has a blank or control character";
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            return "is not an absolute URL";
        }

        return uri.UserInfo.Length > 0 ? "must not hold a user name or password" : null;
    }
}
