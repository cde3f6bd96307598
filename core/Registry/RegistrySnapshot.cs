using System.Collections.Immutable;
using Postrider.Core.Model;

namespace Postrider.Core.Registry;

/// <summary>What was declared, as this program last read it.</summary>
public sealed record RegistrySnapshot
{
    public static readonly RegistrySnapshot Empty = new();

    public ImmutableDictionary<ResourceName, EndpointDefinition> Endpoints { get; init; } = ImmutableDictionary<ResourceName, EndpointDefinition>.Empty;

    public ImmutableDictionary<ResourceName, TopicDefinition> Topics { get; init; } = ImmutableDictionary<ResourceName, TopicDefinition>.Empty;

    /// <summary>The signing keys; null when Redis holds none. They need no operator, so the marker says nothing about them.</summary>
    public SealedSigningKeys? Signing { get; init; }

    /// <summary>Version of the last change that is in it.</summary>
    public long Version { get; init; }

    /// <summary>The marker of a complete registry; null while the operator is still writing.</summary>
    public string? Complete { get; init; }

    /// <summary>Whether the registry was ever complete, as far as this program or its Redis knows: an operator declares what is in it.</summary>
    public bool WasComplete { get; init; }

    /// <summary>Endpoints of the namespace that carry all of the labels, by name.</summary>
    public IEnumerable<EndpointDefinition> Select(string ns, IReadOnlyDictionary<string, string> labels) => Endpoints.Values
        .Where(endpoint => endpoint.Namespace == ns && labels.All(label => endpoint.Labels.TryGetValue(label.Key, out var value) && value == label.Value))
        .OrderBy(endpoint => endpoint.Name, StringComparer.Ordinal);
}
