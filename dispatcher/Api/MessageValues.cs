using Postrider.Core.Decisions;
using Postrider.Core.Model;

namespace Postrider.Dispatcher.Api;

/// <summary>Filters that every list answers from a message and the URL that it shows, by name; one of the values must be wanted.</summary>
internal static class MessageValues
{
    /// <summary>The filter whose values are hosts.</summary>
    public const string Host = "host";

    public static readonly IReadOnlyDictionary<string, Func<Message, string, IEnumerable<string?>>> ByName =
        new Dictionary<string, Func<Message, string, IEnumerable<string?>>>(StringComparer.OrdinalIgnoreCase)
        {
            ["url"] = static (_, url) => [url],
            [Host] = static (_, url) => HostsOf(url),
            ["path"] = static (_, url) => PathsOf(url),
            ["topicName"] = static (message, _) => [message.TopicName],
            ["queueName"] = static (message, _) => [message.Queue],
            ["scheduleId"] = static (message, _) => [message.ScheduleId],
            ["callerIp"] = static (message, _) => [message.CallerIp],
            ["label"] = static (message, _) => message.Label?.Split(',', StringSplitOptions.TrimEntries) ?? [],
            ["flowControlKey"] = static (message, _) => [message.FlowKey],
        };

    /// <summary>Whether the message has one of the wanted values of every filter of <paramref name="wanted"/> that is named here.</summary>
    public static bool Match(IReadOnlyDictionary<string, IReadOnlySet<string>> wanted, Message message, string shownUrl)
    {
        foreach (var (name, values) in wanted)
        {
            if (ByName.TryGetValue(name, out var valuesOf) && !valuesOf(message, shownUrl).Any(value => value is not null && values.Contains(value)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The host of a URL with its port and without; a URL that is not shown has none, and no path.</summary>
    public static IEnumerable<string> HostsOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? [uri.Host, uri.Authority, $"{uri.Host}:{uri.Port}"] : [];

    // As it is written, for so it is sent: what a URL's own rules call the same is another path to its server.
    private static IEnumerable<string> PathsOf(string url)
    {
        if (!DestinationUrl.HasScheme(url))
        {
            return [];
        }

        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (path, query) = (rest.IndexOf('/', StringComparison.Ordinal), rest.IndexOf('?', StringComparison.Ordinal));
        var whole = path < 0 || (query >= 0 && query < path) ? "/" + (query < 0 ? "" : rest[query..]) : rest[path..];
        return [whole.Split('?')[0], whole];
    }
}
