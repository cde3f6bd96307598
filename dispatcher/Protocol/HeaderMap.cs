using Postrider.Core.Model;

namespace Postrider.Dispatcher.Protocol;

/// <summary>A message's headers as the protocol writes them in JSON: canonical names, arrays of values, the content type among them.</summary>
internal static class HeaderMap
{
    public static Dictionary<string, string[]> Of(Message message) =>
        Of(message.ContentType is null ? message.Headers : message.Headers.Append(new(HeaderNames.ContentType, message.ContentType)));

    public static Dictionary<string, string[]> Of(IEnumerable<KeyValuePair<string, string>> headers) => headers
        .GroupBy(header => HeaderText.Canonical(header.Key), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Select(header => header.Value).ToArray(), StringComparer.Ordinal);

    /// <summary>As answers of the API show them: what is redacted as a hash; null when there are none.</summary>
    public static Dictionary<string, string[]>? Shown(Message message) => Shown(Of(message), Redaction.Of(message.Redaction));

    public static Dictionary<string, string[]>? Shown(Dictionary<string, string[]> headers, Redaction redaction)
    {
        foreach (var (name, values) in headers)
        {
            for (var at = 0; at < values.Length; at++)
            {
                values[at] = redaction.Shown(name, values[at]);
            }
        }

        return headers.Count == 0 ? null : headers;
    }
}
