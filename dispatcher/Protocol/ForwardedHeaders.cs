using System.Text;

namespace Postrider.Dispatcher.Protocol;

/// <summary>The headers that a delivery carries on behalf of its publisher.</summary>
internal static class ForwardedHeaders
{
    private const int MaxBytes = 64 * 1024; // as much as a request head must be able to hold
    private const int LineBytes = 4; // a colon, a blank, a line break

    /// <summary>Those with the forwarding prefix, and with <paramref name="all"/> the request's other ones too.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(PublishInput input, bool all, SettingErrors errors)
    {
        if (input.Forwarded.Count == 0 && !all)
        {
            return [];
        }

        var headers = new List<KeyValuePair<string, string>>(input.Forwarded.Count);
        foreach (var header in input.Forwarded)
        {
            Add(headers, header, HeaderNames.ForwardPrefix, errors);
        }

        foreach (var header in all ? Others(input) : [])
        {
            Add(headers, header, "", errors);
        }

        CheckSize(headers, errors);
        return headers;
    }

    private static void Add(List<KeyValuePair<string, string>> headers, KeyValuePair<string, string> header, string prefix, SettingErrors errors)
    {
        if (!HeaderText.IsName(header.Key))
        {
            errors.Add(prefix + header.Key, "not a valid header name");
        }
        else if (HeaderText.ProblemOf(header.Value) is { } problem)
        {
            errors.Add(prefix + header.Key, problem);
        }
        else if (!HeaderNames.IsNeverForwarded(header.Key))
        {
            headers.Add(header);
        }
    }

    // What stands for the caller's connection or comes from proxies on the way here says nothing about the message.
    private static IEnumerable<KeyValuePair<string, string>> Others(PublishInput input)
    {
        var left = input.Forwarded.Select(header => header.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var header in input.Others.Where(header => header.Key.Equals("Connection", StringComparison.OrdinalIgnoreCase)))
        {
            left.UnionWith(header.Value.Split(',', StringSplitOptions.TrimEntries));
        }

        return input.Others.Where(header => !left.Contains(header.Key) && !HeaderNames.IsOfTheRequestOnly(header.Key));
    }

    private static void CheckSize(List<KeyValuePair<string, string>> headers, SettingErrors errors)
    {
        var bytes = 0;
        foreach (var header in headers)
        {
            bytes += header.Key.Length + LineBytes + Encoding.UTF8.GetByteCount(header.Value);
        }

        if (bytes > MaxBytes)
        {
            errors.Add(HeaderNames.ForwardPrefix + "*", $"forwarded headers are longer than {MaxBytes} bytes together");
        }
    }
}
