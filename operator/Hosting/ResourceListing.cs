using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Hosting;

/// <summary>What is declared and what became of it, for <c>GET /resources</c>. Statuses hold no secrets, and specs are left out.</summary>
internal sealed class ResourceListing(IResourceSource source)
{
    public JsonArray Write() =>
    [
        .. Write(ResourceKind.Endpoint, source.Endpoints),
        .. Write(ResourceKind.Topic, source.Topics),
        .. Write(ResourceKind.Schedule, source.Schedules),
    ];

    private IEnumerable<JsonNode> Write<T>(ResourceKind kind, ResourceCache<T> cache)
        where T : class =>
        cache.All.OrderBy(resource => resource.Name.ToString(), StringComparer.Ordinal).Select(resource => Write(kind, resource));

    private JsonObject Write<T>(ResourceKind kind, Declared<T> resource)
        where T : class
    {
        var ready = (resource.Status?["conditions"] as JsonArray)?.FirstOrDefault(condition => (string?)condition?["type"] == "Ready");
        var view = new JsonObject
        {
            ["kind"] = kind.ToString(),
            ["namespace"] = resource.Name.Namespace,
            ["name"] = resource.Name.Name,
            ["generation"] = resource.Generation,
            ["source"] = source.Name,
            ["file"] = resource.Origin,
            ["ready"] = (string?)ready?["status"] ?? "Unknown",
            ["reason"] = ready?["reason"]?.DeepClone(),
            ["message"] = ready?["message"]?.DeepClone(),
        };
        foreach (var (field, value) in resource.Status ?? [])
        {
            view[field] = value?.DeepClone();
        }

        return view;
    }
}
