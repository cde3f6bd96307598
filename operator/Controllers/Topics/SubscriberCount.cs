using Postrider.Core.Model;

namespace Postrider.Operator.Controllers.Topics;

/// <summary>How many copies of a message a Topic makes.</summary>
internal static class SubscriberCount
{
    /// <summary>
    /// Counts subscribers that exist, and the Endpoints that selectors choose in addition, each once; <paramref name="endpoints"/> are labels by
    /// name, of one namespace.
    /// </summary>
    public static int Of(IReadOnlyList<TopicSubscriber> subscribers, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> endpoints)
    {
        var named = subscribers.Select(subscriber => subscriber.Endpoint).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var direct = subscribers.Count(subscriber => subscriber.Url is not null || (subscriber.Endpoint is { } name && endpoints.ContainsKey(name)));
        var selectors = subscribers.Select(subscriber => subscriber.MatchLabels).OfType<IReadOnlyDictionary<string, string>>().ToList();
        return direct + endpoints.Count(endpoint =>
            !named.Contains(endpoint.Key) && selectors.Any(selector => Labels.Match(selector, endpoint.Value)));
    }
}
