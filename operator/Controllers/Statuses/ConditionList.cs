using System.Text.Json.Nodes;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Controllers.Statuses;

/// <summary>Writes our conditions into the list that a resource has: Ready, and while that is not True how it goes on.</summary>
internal static class ConditionList
{
    public const string Ready = "Ready";

    /// <summary>The new list: a transition time moves only when its condition's status does, and conditions of others stay.</summary>
    public static JsonArray Merge(JsonArray? before, Verdict verdict, long generation, DateTimeOffset now)
    {
        var others = (before ?? []).Where(condition => !IsOurs(condition)).Select(condition => condition?.DeepClone());
        var ready = Write(before, Ready, verdict.Ready, verdict, generation, now);
        return ProgressCondition.TypeOf(before, verdict, generation, now) is { } progress
            ? [.. others, ready, Write(before, progress, "True", verdict, generation, now)]
            : [.. others, ready];
    }

    /// <summary>The condition of a type; null when there is none.</summary>
    public static JsonObject? Find(JsonArray? conditions, string type) =>
        conditions?.FirstOrDefault(condition => Text(condition as JsonObject, "type") == type) as JsonObject;

    public static string? Text(JsonObject? condition, string field) =>
        condition?[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonObject Write(JsonArray? before, string type, string status, Verdict verdict, long generation, DateTimeOffset now)
    {
        var old = Find(before, type);
        var since = Text(old, "status") == status ? Text(old, "lastTransitionTime") : null;
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["observedGeneration"] = generation,
            ["lastTransitionTime"] = since ?? StatusTime.Text(now),
            ["reason"] = verdict.Reason,
            ["message"] = verdict.Message,
        };
    }

    private static bool IsOurs(JsonNode? condition) =>
        Text(condition as JsonObject, "type") is Ready or ProgressCondition.Reconciling or ProgressCondition.Stalled;
}
