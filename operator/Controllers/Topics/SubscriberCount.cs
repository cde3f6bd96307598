using Postrider.Operator.Api;

namespace Postrider.Operator.Controllers.Topics;

/// <summary>How many copies of a message a Topic makes.</summary>
internal static class SubscriberCount
{
    /// <summary>
    /// Counts subscribers that exist, and the Endpoints that selectors choose in addition, each once; <paramref name="endpoints"/> are labels by
    /// name, of one namespace.
    /// </summary>
    public static int Of(IReadOnlyList<Subscriber> subscribers, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> endpoints)
    {
        var named = subscribers.Select(subscriber => subscriber.EndpointRef?.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var direct = subscribers.Count(subscriber => subscriber.Url is not null || (subscriber.EndpointRef is { } reference && endpoints.ContainsKey(reference.Name)));
        var selectors = subscribers.Select(subscriber => subscriber.Selector).OfType<EndpointSelector>().ToList();
        return direct + endpoints.Count(endpoint =>
            !named.Contains(endpoint.Key) && selectors.Any(selector => Labels.Match(selector.MatchLabels, endpoint.Value)));
    }
}
