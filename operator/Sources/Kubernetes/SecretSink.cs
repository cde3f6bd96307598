using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>Tells which Secrets changed. It sees their metadata only.</summary>
internal sealed class SecretSink(Action<ResourceName> changed) : IWatchSink
{
    private readonly Dictionary<ResourceName, string> versions = [];
    private readonly Lock gate = new(); // several namespaces are watched side by side

    public void Replace(IReadOnlyList<JsonObject> all, string? space)
    {
        var names = all.Select(RawMetadata.Name).ToHashSet();
        List<ResourceName> gone;
        lock (gate)
        {
            gone = [.. versions.Keys.Where(name => (space is null || name.Namespace == space) && !names.Contains(name))];
            gone.ForEach(name => versions.Remove(name));
        }

        gone.ForEach(changed);
        foreach (var item in all)
        {
            Set(item);
        }
    }

    public void Set(JsonObject item)
    {
        var (name, version) = (RawMetadata.Name(item), RawMetadata.Text(item, "resourceVersion") ?? "");
        lock (gate)
        {
            if (versions.TryGetValue(name, out var known) && known == version)
            {
                return;
            }

            versions[name] = version;
        }

        changed(name);
    }

    public void Remove(JsonObject item)
    {
        lock (gate)
        {
            versions.Remove(RawMetadata.Name(item));
        }

        changed(RawMetadata.Name(item));
    }
}
