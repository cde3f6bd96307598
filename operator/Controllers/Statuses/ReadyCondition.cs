using System.Globalization;
using System.Text.Json.Nodes;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Controllers.Statuses;

/// <summary>Writes the Ready condition into the list of conditions that a resource has.</summary>
internal static class ReadyCondition
{
    private const string Type = "Ready";

    /// <summary>The list with the new Ready; its transition time moves only when its status does, conditions of others stay.</summary>
    public static JsonArray Merge(JsonArray? before, Verdict verdict, long generation, DateTimeOffset now)
    {
        var others = (before ?? []).Where(condition => !IsReady(condition)).Select(condition => condition?.DeepClone());
        var old = before?.FirstOrDefault(IsReady) as JsonObject;
        return [.. others, Write(old, verdict, generation, now)];
    }

    /// <summary>A time as Kubernetes writes it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Write(JsonObject? old, Verdict verdict, long generation, DateTimeOffset now)
    {
        var status = verdict.Ready;
        var since = Text(old, "status") == status ? Text(old, "lastTransitionTime") : null;
        return new JsonObject
        {
            ["type"] = Type,
            ["status"] = status,
            ["observedGeneration"] = generation,
            ["lastTransitionTime"] = since ?? Time(now),
            ["reason"] = verdict.Reason,
            ["message"] = verdict.Message,
        };
    }

    private static bool IsReady(JsonNode? condition) => Text(condition as JsonObject, "type") == Type;

    private static string? Text(JsonObject? condition, string field) =>
        condition?[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
