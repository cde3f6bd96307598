using Postrider.Core.Model;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>Headers as answers carry them: canonical names, each with all its values; null when there are none.</summary>
internal static class ShownHeaders
{
    /// <summary>What the publisher has sent along, with its content type.</summary>
    public static Dictionary<string, string[]>? Of(Message message) => Of(HeaderMap.SentAlong(message), Redaction.Of(message.Redaction));

    public static Dictionary<string, string[]>? Of(IEnumerable<KeyValuePair<string, string>> headers, Redaction redaction)
    {
        var shown = HeaderMap.Of(headers.Select(header => KeyValuePair.Create(header.Key, redaction.Shown(header.Key, header.Value))));
        return shown.Count == 0 ? null : shown;
    }
}
