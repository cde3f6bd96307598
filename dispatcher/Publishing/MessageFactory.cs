using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Publishing;

/// <summary>One thing to publish: destination, settings, body, and who asks when.</summary>
internal sealed record Publication(Destination Destination, PublishSettings Settings, ReadOnlyMemory<byte> Body, string Caller, DateTimeOffset Now, string? CallerIp);

/// <summary>A message to store, with the URL that its answer shows.</summary>
internal sealed record Outgoing(NewMessage New, string Url);

/// <summary>Makes messages: one for a URL or Endpoint, one per subscriber for a Topic.</summary>
internal static class MessageFactory
{
    private static readonly TopicSubscriber Alone = new() { Name = "" };

    public static IReadOnlyList<Outgoing> Make(Publication publication, RegistrySnapshot registry, int partitions, long windowMs) => publication.Destination switch
    {
        Destination.ToUrl(var url) => [Make(publication, publication.Caller, null, url, Alone, null, registry, partitions, windowMs)],
        Destination.ToEndpoint(var name) => [Make(publication, name.Namespace, null, null, Alone, name.Name, registry, partitions, windowMs)],
        Destination.ToTopic(var topic) => [.. Expand(topic, registry).Select(subscriber =>
            Make(publication, topic.Namespace, topic, subscriber.Url, subscriber, subscriber.Endpoint, registry, partitions, topic.DeduplicationWindowMs))],
        _ => throw new InvalidOperationException(publication.Destination.ToString()),
    };

    /// <summary>Subscribers with selectors replaced by the Endpoints they select; an Endpoint that has its copy already is not selected again.</summary>
    internal static IEnumerable<TopicSubscriber> Expand(TopicDefinition topic, RegistrySnapshot registry)
    {
        var named = topic.Subscribers.Where(subscriber => subscriber.Endpoint is not null).Select(subscriber => subscriber.Endpoint!).ToHashSet(StringComparer.Ordinal);
        foreach (var subscriber in topic.Subscribers)
        {
            if (subscriber.MatchLabels is not { } labels)
            {
                yield return subscriber;
                continue;
            }

            foreach (var endpoint in registry.Select(topic.Namespace, labels).Where(endpoint => named.Add(endpoint.Name)))
            {
                yield return new() { Name = endpoint.Name, Endpoint = endpoint.Name };
            }
        }
    }

    private static Outgoing Make(
        Publication publication, string ns, TopicDefinition? topic, string? url, TopicSubscriber subscriber, string? endpoint,
        RegistrySnapshot registry, int partitions, long windowMs)
    {
        var settings = publication.Settings;
        var createdAt = publication.Now.ToUnixTimeMilliseconds();
        var message = new Message
        {
            Id = MessageId.New(Partitioning.PartitionOf(ns, partitions)),
            Namespace = ns,
            Url = url,
            Endpoint = endpoint,
            Method = settings.Method,
            ContentType = settings.ContentType,
            Headers = settings.Headers,
            Body = publication.Body,
            CreatedAtMs = createdAt,
            NotBeforeMs = NotBefore(settings, createdAt),
            Retries = settings.Retries,
            RetryDelay = settings.RetryDelay,
            TimeoutMs = settings.TimeoutMs,
            FlowKey = settings.FlowKey,
            FlowLimits = settings.FlowLimits,
            Label = settings.Label,
            Queue = settings.Queue,
            Callback = settings.Callback,
            FailureCallback = settings.FailureCallback,
            Redaction = settings.Redaction,
            TopicName = topic?.Name,
            SubscriberName = topic is null ? null : subscriber.Name,
            CallerIp = publication.CallerIp,
            RegistryVersion = endpoint is null ? 0 : registry.Version,
            TopicRetries = topic?.Retry?.Limit,
            TopicRetryDelay = RetryBackoff.AsExpression(topic?.Retry),
        };
        return new(
            new NewMessage
            {
                Message = message,
                DelayMicros = settings.NotBeforeMicros > 0 ? 0 : settings.DelayMicros,
                NotBeforeMicros = settings.NotBeforeMicros,
                Deduplication = DeduplicationOf(message, publication, topic, subscriber.Identity, windowMs),
            },
            ShownUrl(message, registry));
    }

    /// <summary>The URL to show for a message: its own, its Endpoint's, or the Endpoint's name where the URL is secret or unknown.</summary>
    public static string ShownUrl(Message message, RegistrySnapshot registry) => ShownUrl(message.Namespace, message.Url, message.Endpoint, registry);

    /// <summary>As the other, for a destination: one of <paramref name="url"/> and <paramref name="endpoint"/> is given.</summary>
    public static string ShownUrl(string ns, string? url, string? endpoint, RegistrySnapshot registry) => url
        ?? registry.Endpoints.GetValueOrDefault(new(ns, endpoint!))?.Url
        ?? $"endpoint/{endpoint}";

    private static long NotBefore(PublishSettings settings, long createdAt) => settings.NotBeforeMicros > 0
        ? Math.Max(createdAt, settings.NotBeforeMicros / 1000)
        : createdAt + (settings.DelayMicros / 1000);

    private static Deduplication? DeduplicationOf(Message message, Publication publication, TopicDefinition? topic, string subscriber, long windowMs)
    {
        var settings = publication.Settings;
        if (settings.DeduplicationId is { } id)
        {
            // The Endpoint too: one that a selector finds may have the name of another subscriber.
            return Deduplication.ById(message.Namespace, id, PublisherOf(publication, message) + (topic is null ? "" : $"{topic.Name}/{subscriber}/{message.Endpoint}"), windowMs);
        }

        return settings.ContentBasedDeduplication ?? topic?.ContentBasedDeduplication ?? false
            ? Deduplication.ByContent(
                message.Namespace, $"{PublisherOf(publication, message)}{topic?.Name}/{subscriber}/{message.Url ?? $"endpoint/{message.Endpoint}"}",
                message.ContentType, message.Headers, message.Body.Span, windowMs)
            : null;
    }

    // Who publishes into another namespace must not take the ids of its own publishers, nor learn which they used.
    private static string PublisherOf(Publication publication, Message message) => publication.Caller == message.Namespace ? "" : publication.Caller + "\n";
}
