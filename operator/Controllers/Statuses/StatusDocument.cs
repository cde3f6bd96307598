using System.Text.Json.Nodes;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Controllers.Statuses;

/// <summary>Works out what must change in a status.</summary>
internal static class StatusDocument
{
    /// <summary>A merge patch with what differs from <paramref name="current"/>; null when nothing does.</summary>
    /// <param name="fields">The fields of the kind; null removes one.</param>
    public static JsonObject? Change(JsonObject? current, long generation, Verdict verdict, JsonObject fields, DateTimeOffset now)
    {
        var wanted = (JsonObject)fields.DeepClone();
        wanted["observedGeneration"] = generation;
        wanted["conditions"] = ReadyCondition.Merge(current?["conditions"] as JsonArray, verdict, generation, now);
        var change = new JsonObject();
        foreach (var (name, value) in wanted.Where(field => !JsonNode.DeepEquals(field.Value, current?[field.Key])))
        {
            change[name] = value?.DeepClone();
        }

        return change.Count == 0 ? null : change;
    }
}
