using Postrider.Core.Model;

namespace Postrider.Dispatcher.Protocol;

/// <summary>A message's headers as the protocol writes them in JSON: canonical names, arrays of values, the content type among them.</summary>
internal static class HeaderMap
{
    public static Dictionary<string, string[]> Of(Message message) => Of(SentAlong(message));

    /// <summary>What the publisher has sent along, with its content type.</summary>
    public static IEnumerable<KeyValuePair<string, string>> SentAlong(Message message) =>
        message.ContentType is null ? message.Headers : message.Headers.Append(new(HeaderNames.ContentType, message.ContentType));

    public static Dictionary<string, string[]> Of(IEnumerable<KeyValuePair<string, string>> headers) => headers
        .GroupBy(header => HeaderText.Canonical(header.Key), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Select(header => header.Value).ToArray(), StringComparer.Ordinal);
}
