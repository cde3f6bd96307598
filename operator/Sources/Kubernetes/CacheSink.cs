using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>Keeps the cache of one kind as the API server says, from its watch and from the answers to our own writes.</summary>
internal sealed class CacheSink<T>(ResourceCache<T> cache) : IWatchSink
    where T : class
{
    private readonly Lock gate = new();
    private readonly Dictionary<ResourceName, JsonVersion> versions = [];

    public void Replace(IReadOnlyList<JsonObject> all, string? space)
    {
        lock (gate)
        {
            foreach (var gone in versions.Keys.Where(name => space is null || name.Namespace == space).ToList())
            {
                versions.Remove(gone);
            }

            foreach (var item in all)
            {
                versions[RawMetadata.Name(item)] = JsonVersion.Of(item);
            }

            cache.Replace([.. all.Select(DeclaredReader.Read<T>)], space);
        }
    }

    public void Set(JsonObject item)
    {
        lock (gate)
        {
            var (name, version) = (RawMetadata.Name(item), JsonVersion.Of(item));
            if (!versions.TryGetValue(name, out var known) || !known.IsNewerThan(version))
            {
                Keep(name, version, item);
            }
        }
    }

    /// <summary>Takes the answer to a write of our own, unless the watch has shown something newer, or its end, meanwhile.</summary>
    public void SetIfNewer(JsonObject item)
    {
        lock (gate)
        {
            var (name, version) = (RawMetadata.Name(item), JsonVersion.Of(item));
            if (versions.TryGetValue(name, out var known) && version.IsNewerThan(known))
            {
                Keep(name, version, item);
            }
        }
    }

    public void Remove(JsonObject item)
    {
        lock (gate)
        {
            versions.Remove(RawMetadata.Name(item));
            cache.Remove(RawMetadata.Name(item));
        }
    }

    private void Keep(ResourceName name, JsonVersion version, JsonObject item)
    {
        versions[name] = version;
        cache.Set(DeclaredReader.Read<T>(item));
    }
}
