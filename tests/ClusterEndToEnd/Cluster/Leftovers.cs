using System.Text.Json.Nodes;
using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>Looks through every kind that the server can list.</summary>
internal static class Leftovers
{
    private const string OurLabel = "app.kubernetes.io/part-of";

    /// <exception cref="StepFailure">Something of Postrider's or of this run is there; on a cluster of its own also: an object is being deleted and does not go.</exception>
    public static async Task<string> NoneAsync(Stage stage, CancellationToken cancel)
    {
        var kinds = await KindsAsync(stage.Kubectl, cancel);
        await Patience.WaitAsync(() => FindAsync(stage, kinds, cancel), TimeSpan.FromSeconds(30), cancel);
        return $"{kinds.Count} kinds looked through, nothing of Postrider's and nothing{(stage.Settings.OwnCluster ? "" : " of it")} in Terminating";
    }

    private static async Task<IReadOnlyList<string>> KindsAsync(Kubectl kubectl, CancellationToken cancel) =>
        [.. (await kubectl.MustAsync(["api-resources", "--verbs=list", "-o", "name"], cancel))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(kind => !kind.StartsWith("events", StringComparison.Ordinal))];

    private static async Task<string?> FindAsync(Stage stage, IReadOnlyList<string> kinds, CancellationToken cancel)
    {
        var left = (await ObjectsAsync(stage, kinds, cancel)).Where(item => IsOurs(item) || (stage.Settings.OwnCluster && IsEnding(item)))
            .Select(item => $"{item["kind"]} {item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}").ToList();
        return left.Count == 0 ? null : $"left: {string.Join(", ", left)}";
    }

    // What others have on their cluster is not read: there labels, and the few kinds whose objects of ours may lack them, have to do.
    private static async Task<IReadOnlyList<JsonNode>> ObjectsAsync(Stage stage, IReadOnlyList<string> kinds, CancellationToken cancel)
    {
        var all = string.Join(',', kinds);
        return stage.Settings.OwnCluster
            ? await stage.Kubectl.ListAsync(all, ["--all-namespaces"], cancel)
            : [.. await stage.Kubectl.ListAsync(all, ["--all-namespaces", "-l", $"{OurLabel}=postrider"], cancel),
               .. await stage.Kubectl.ListAsync("namespaces,customresourcedefinitions,persistentvolumes", [], cancel)];
    }

    private static bool IsOurs(JsonNode item)
    {
        var (metadata, claim) = (item["metadata"]!, item["spec"]?["claimRef"]);
        var name = metadata["name"]!.GetValue<string>();
        return metadata["labels"]?[OurLabel]?.GetValue<string>() == "postrider" || name.EndsWith(".postrider.dev", StringComparison.Ordinal)
            || (item["kind"]!.GetValue<string>() == "Namespace" && IsOurNamespace(name))
            // A class may say that its volumes stay; that is the cluster's business.
            || (claim is not null && IsOurNamespace(claim["namespace"]!.GetValue<string>()) && item["spec"]!["persistentVolumeReclaimPolicy"]!.GetValue<string>() != "Retain");
    }

    private static bool IsOurNamespace(string name) => name is Names.System or Names.Application;

    private static bool IsEnding(JsonNode item) => item["metadata"]!["deletionTimestamp"] is not null;
}
