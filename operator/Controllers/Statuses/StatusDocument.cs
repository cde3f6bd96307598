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
        wanted["conditions"] = ConditionList.Merge(current?["conditions"] as JsonArray, verdict, generation, now);
        var change = Difference(current, wanted);
        return change.Count == 0 ? null : change;
    }

    /// <summary>A merge patch that gives a status these fields; a field that is null, or within a field, is removed.</summary>
    public static JsonObject Difference(JsonObject? current, JsonObject wanted) =>
        new(wanted.Where(field => !IsSame(field.Value, current?[field.Key])).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));

    // A field that is null is as good as one that is not there: so the API server keeps it.
    private static bool IsSame(JsonNode? wanted, JsonNode? current) => wanted is JsonObject fields && current is JsonObject held
        ? fields.All(field => IsSame(field.Value, held[field.Key])) && held.All(field => fields.ContainsKey(field.Key))
        : JsonNode.DeepEquals(wanted, current);
}
