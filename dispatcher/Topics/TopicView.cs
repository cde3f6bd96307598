using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Topics;

/// <summary>An endpoint of a URL group; without a name the key is absent.</summary>
internal sealed record TopicMemberView(string? Name, string Url);

/// <summary>A URL group, or a Topic resource, as the API shows it. Times are unix ms.</summary>
internal sealed record TopicView
{
    public required string Name { get; init; }

    public required long CreatedAt { get; init; }

    public required long UpdatedAt { get; init; }

    public required IReadOnlyList<TopicMemberView> Endpoints { get; init; }

    /// <summary>Default publish headers; absent when there are none.</summary>
    public Dictionary<string, string[]>? Headers { get; init; }

    public static TopicView From(RegistryEntry<TopicDefinition> entry, RegistrySnapshot registry) => new()
    {
        Name = entry.Definition.Name,
        CreatedAt = entry.CreatedAtMs,
        UpdatedAt = entry.UpdatedAtMs,
        Endpoints = [.. MessageFactory.Expand(entry.Definition, registry).Select(subscriber => new TopicMemberView(
            subscriber.Name, MessageFactory.ShownUrl(entry.Definition.Namespace, subscriber.Url, subscriber.Endpoint, registry)))],
        Headers = entry.Definition.Headers?.ToDictionary(header => HeaderText.Canonical(header.Key), header => new[] { header.Value }, StringComparer.Ordinal),
    };
}
