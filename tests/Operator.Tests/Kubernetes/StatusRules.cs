using System.Text.Json.Nodes;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>What every status that the operator writes has to obey, whatever it says.</summary>
internal static class StatusRules
{
    private static readonly string[] Types = ["Ready", "Reconciling", "Stalled"];

    /// <summary>Fails at the first state that would mislead somebody.</summary>
    public static void Check(IEnumerable<JsonObject> states)
    {
        foreach (var state in states)
        {
            Assert.True(Problem(state) is null, $"{Problem(state)}: {state.ToJsonString()}");
        }
    }

    /// <summary>What is wrong with a state; null when nothing is.</summary>
    public static string? Problem(JsonObject state)
    {
        var verdict = Kstatus.Compute(state);
        var ready = ConditionOf(state, "Ready");
        if (ready is null)
        {
            return verdict == KstatusVerdict.InProgress ? null : $"nobody has looked at it and it is {verdict}";
        }

        var conditions = state["status"]!["conditions"]!.AsArray().OfType<JsonObject>().ToList();
        var isSeen = (long?)state["status"]!["observedGeneration"] == (long?)state["metadata"]!["generation"];
        return verdict switch
        {
            _ when conditions.Any(condition => !Types.Contains((string?)condition["type"])) => "there is a condition that nobody knows",
            _ when conditions.Any(condition => (long?)condition["observedGeneration"] != (long?)state["status"]!["observedGeneration"]) => "a condition is of another generation",
            _ when conditions.Count > ((string?)ready["status"] == "True" ? 1 : 2) => "it goes on in two ways",
            KstatusVerdict.Current when !isSeen || (string?)ready["status"] != "True" => "it is current and not ready",
            KstatusVerdict.Failed when (string?)ready["status"] == "True" => "it failed and is ready",
            KstatusVerdict.InProgress when isSeen && ConditionOf(state, "Reconciling") is null => "it is in progress for ever",
            _ => null,
        };
    }

    private static JsonObject? ConditionOf(JsonObject state, string type) =>
        (state["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>().SingleOrDefault(condition => (string?)condition["type"] == type);
}
