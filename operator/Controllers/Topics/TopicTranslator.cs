using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Controllers.Topics;

/// <summary>Turns a Topic into what the dispatchers obey, or says what is wrong with it.</summary>
internal static class TopicTranslator
{
    public const int MaxSubscribers = 100;

    /// <summary>
    /// A Topic that names a missing Endpoint is not ready, but it is live: the copy for the missing one waits its grace like any message
    /// to a missing Endpoint, and the others get theirs.
    /// </summary>
    public static Translation<TopicDefinition> Translate(Declared<Topic> resource, string source, KnownEndpoints endpoints)
    {
        var spec = resource.Resource!.Spec;
        var subscribers = spec.Subscribers ?? [];
        if ((RetryTranslator.Problem(spec.Retry) ?? Problem(subscribers)) is { } problem)
        {
            return Translation<TopicDefinition>.Refused(Reasons.Invalid, problem);
        }

        var definition = Define(resource, source, spec);
        if (SubscriberCount.Of(definition.Subscribers, endpoints.Declared) is > MaxSubscribers and var all) // what is not live yet may be at any moment
        {
            return Translation<TopicDefinition>.Refused(
                Reasons.TooManySubscribers, $"spec.subscribers: the selectors choose Endpoints up to {all} subscribers; at most {MaxSubscribers} are allowed.");
        }

        return new(definition, Judge(resource.Name, subscribers, endpoints, SubscriberCount.Of(definition.Subscribers, endpoints.Live)));
    }

    private static string? Problem(IReadOnlyList<Subscriber> subscribers) =>
        subscribers.Index().Select(entry => DestinationField.Problem($"spec.subscribers[{entry.Index}].url", entry.Item.Url)).FirstOrDefault(problem => problem is not null);

    private static TopicDefinition Define(Declared<Topic> resource, string source, TopicSpec spec) => new()
    {
        Namespace = resource.Name.Namespace,
        Name = resource.Name.Name,
        Source = source,
        Subscribers = [.. (spec.Subscribers ?? []).Select(Translate)],
        DeduplicationWindowMs = Durations.MsOrNull(spec.Deduplication?.Window) ?? 600_000,
        ContentBasedDeduplication = spec.Deduplication?.ContentBased ?? false,
        Retry = RetryTranslator.Translate(spec.Retry),
        Uid = resource.Uid,
    };

    private static TopicSubscriber Translate(Subscriber subscriber) => new()
    {
        Name = subscriber.Name,
        Url = subscriber.Url,
        Endpoint = subscriber.EndpointRef?.Name,
        MatchLabels = subscriber.Selector is { } selector ? Labels.Sorted(selector.MatchLabels) : null,
    };

    private static Verdict Judge(ResourceName name, IReadOnlyList<Subscriber> subscribers, KnownEndpoints endpoints, int count)
    {
        if (!endpoints.AreSeen && subscribers.Any(subscriber => subscriber.Url is null))
        {
            return Translation<TopicDefinition>.Unavailable($"Live, but the Endpoints of namespace '{name.Namespace}' cannot be listed").Verdict;
        }

        foreach (var (index, subscriber) in subscribers.Index())
        {
            if (subscriber.EndpointRef is { } reference && !endpoints.Live.ContainsKey(reference.Name))
            {
                var why = endpoints.Declared.ContainsKey(reference.Name)
                    ? $"Endpoint '{reference.Name}' is not live: see its own condition."
                    : $"there is no Endpoint '{reference.Name}' in namespace '{name.Namespace}'.";
                return new Verdict(Reasons.EndpointNotFound, $"spec.subscribers[{index}].endpointRef.name: {why} Its copies wait for it.");
            }
        }

        return count == 0
            ? new Verdict(Reasons.NoSubscribers, "Live. Nobody gets a copy yet.")
            : new Verdict(Reasons.Accepted, "Live in the dispatchers.");
    }
}
