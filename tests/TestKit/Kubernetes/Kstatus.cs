using System.Text.Json.Nodes;

namespace Postrider.TestKit.Kubernetes;

/// <summary>What a client that goes by kstatus, such as Flux, makes of an object.</summary>
public enum KstatusVerdict
{
    /// <summary>Done: what is wanted is so.</summary>
    Current,

    /// <summary>Not done yet: it is worth waiting.</summary>
    InProgress,

    /// <summary>It will not get there by itself.</summary>
    Failed,

    /// <summary>It is being deleted.</summary>
    Terminating,
}

/// <summary>
/// The generic algorithm of kstatus (sigs.k8s.io/cli-utils, pkg/kstatus/status), for kinds that it has no rules of their own for: deletion,
/// the generation, Reconciling, Stalled, then Ready; an object that says nothing of itself is current.
/// </summary>
public static class Kstatus
{
    public static KstatusVerdict Compute(JsonObject item)
    {
        if (item["metadata"]?["deletionTimestamp"] is not null)
        {
            return KstatusVerdict.Terminating;
        }

        if (item["status"]?["observedGeneration"] is { } observed && item["metadata"]?["generation"] is { } generation && (long)observed != (long)generation)
        {
            return KstatusVerdict.InProgress;
        }

        var conditions = (item["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        return FromProgress(conditions) ?? FromReady(conditions);
    }

    // The first of the list that is True counts.
    private static KstatusVerdict? FromProgress(IEnumerable<JsonObject> conditions) => conditions
        .Where(condition => (string?)condition["status"] == "True")
        .Select(condition => (string?)condition["type"] switch
        {
            "Reconciling" => KstatusVerdict.InProgress,
            "Stalled" => KstatusVerdict.Failed,
            _ => (KstatusVerdict?)null,
        })
        .FirstOrDefault(verdict => verdict is not null);

    private static KstatusVerdict FromReady(IEnumerable<JsonObject> conditions) =>
        conditions.FirstOrDefault(condition => (string?)condition["type"] == "Ready") is { } ready && (string?)ready["status"] != "True"
            ? KstatusVerdict.InProgress
            : KstatusVerdict.Current;
}
