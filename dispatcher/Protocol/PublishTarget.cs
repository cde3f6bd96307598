using System.Net;
using System.Text.RegularExpressions;
using Postrider.Dispatcher.Auth;

namespace Postrider.Dispatcher.Protocol;

/// <summary>The destination of a publish as it was sent, and the query parameters that configure it.</summary>
internal readonly partial record struct PublishTarget(string Destination, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    /// <summary>Splits <paramref name="text"/> (destination and query); what is left of the query stays byte for byte.</summary>
    public static PublishTarget Parse(string text)
    {
        text = Decoded(text);
        var question = text.IndexOf('?', StringComparison.Ordinal);
        if (question < 0)
        {
            return new(Repair(text), []);
        }

        var kept = new List<string>();
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var part in text[(question + 1)..].Split('&'))
        {
            var pair = part.Split('=', 2);
            var name = Unescape(pair[0]);
            if (name.StartsWith(HeaderNames.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                parameters.Add(new(name, pair.Length == 2 ? Unescape(pair[1]) : ""));
            }
            else if (!name.Equals(Authentication.QueryParameter, StringComparison.OrdinalIgnoreCase))
            {
                kept.Add(part);
            }
        }

        var query = string.Join('&', kept);
        return new(Repair(text[..question]) + (query.Length == 0 ? "" : "?" + query), parameters);
    }

    /// <summary>What follows <paramref name="prefix"/> in the raw request target; an absolute-form target is accepted too.</summary>
    public static string? After(string rawTarget, string prefix)
    {
        if (rawTarget.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            return rawTarget[prefix.Length..];
        }

        var scheme = rawTarget.IndexOf("://", StringComparison.Ordinal);
        if (rawTarget.StartsWith('/') || scheme < 0)
        {
            return null;
        }

        var path = rawTarget.IndexOf('/', scheme + 3);
        return path > 0 && rawTarget[path..].StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? rawTarget[(path + prefix.Length)..] : null;
    }

    // Bytes that are no UTF-8 become a character that no value may hold.
    private static string Unescape(string text) => WebUtility.UrlDecode(text);

    // Some clients encode the whole URL: what configures is then inside, and more may follow behind it.
    private static string Decoded(string text)
    {
        if (!text.StartsWith("http%3A", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https%3A", StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        var question = text.IndexOf('?', StringComparison.Ordinal);
        if (question < 0)
        {
            return Uri.UnescapeDataString(text);
        }

        var url = Uri.UnescapeDataString(text[..question]);
        return $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{text[(question + 1)..]}";
    }

    private static string Repair(string path) => WithPlainHost(WithBothSlashes(path));

    // Proxies that merge slashes leave one of two.
    private static string WithBothSlashes(string path)
    {
        var colon = path.IndexOf(":/", StringComparison.Ordinal);
        var merged = colon is 4 or 5 && path.StartsWith("http", StringComparison.OrdinalIgnoreCase) && path.Length > colon + 2 && path[colon + 2] != '/';
        return merged ? path.Insert(colon + 1, "/") : path;
    }

    // Clients percent-encode what is beyond ASCII wherever it stands in the path of their request; in a host that means nothing to anybody.
    private static string WithPlainHost(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = start > 2 ? url.IndexOf('/', start) : 0;
        var host = end < 0 ? url[start..] : start > 2 ? url[start..end] : "";
        return host.Contains('%', StringComparison.Ordinal) && !EscapedAscii().IsMatch(host) ? url[..start] + Uri.UnescapeDataString(host) + url[(start + host.Length)..] : url;
    }

    [GeneratedRegex("%[0-7]")]
    private static partial Regex EscapedAscii();
}
