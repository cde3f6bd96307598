using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Runtime;
using Postrider.Operator.Schema;

namespace Postrider.Operator.Sources.Directory;

/// <summary>Keeps the cache of one kind in step with the folder and with the statuses that were reported.</summary>
internal sealed class DirectoryCache<T>(string kind, Generations generations)
    where T : class
{
    private readonly Lock gate = new(); // a status and a new content must not overwrite each other

    public ResourceCache<T> Resources { get; } = new();

    public string Kind { get; } = $"{ApiGroup.GroupVersion}/{kind}";

    public void Take(Catalog catalog)
    {
        lock (gate)
        {
            Resources.Replace([.. catalog.OfKind(Kind).Select(Declare)], space: null);
            Resources.MarkSynced();
        }
    }

    /// <summary>Merges a status and returns the whole; null when the resource is gone.</summary>
    public JsonObject? Merge(ResourceName name, JsonObject change)
    {
        lock (gate)
        {
            if (Resources.Find(name) is not { } resource)
            {
                return null;
            }

            var status = (JsonObject?)resource.Status?.DeepClone() ?? [];
            foreach (var (field, value) in change)
            {
                if (value is null)
                {
                    status.Remove(field);
                }
                else
                {
                    status[field] = value.DeepClone();
                }
            }

            Resources.Set(resource with { Status = status });
            return status;
        }
    }

    private Declared<T> Declare(IReadOnlyList<Document> documents)
    {
        var document = documents[0];
        var name = document.Name;
        var result = documents.Count == 1 ? ResourceReader.ReadStrict<T>(document.Content) : null;
        var generation = generations.Of(Kind, name, document.Content["spec"]);
        return new Declared<T>(
            name, generation, LabelsOf(document.Content), result?.Resource, Refusal(documents, result), Resources.Find(name)?.Status, "", Catalog.Places(documents));
    }

    private static Verdict? Refusal(IReadOnlyList<Document> documents, ReadResult<T>? result)
    {
        if (result is null)
        {
            return new Verdict(Reasons.NameTaken, $"metadata.name: declared more than once: {Catalog.Places(documents)}.");
        }

        return result.Resource is null ? new Verdict(Reasons.Invalid, string.Join("; ", result.Errors)) : null;
    }

    private static IReadOnlyDictionary<string, string> LabelsOf(JsonObject content) => content["metadata"]?["labels"] is JsonObject labels
        ? labels.ToDictionary(label => label.Key, label => label.Value?.ToString() ?? "", StringComparer.Ordinal)
        : new Dictionary<string, string>();
}
