using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>Looks through every kind that the server can list.</summary>
internal static class Leftovers
{
    /// <exception cref="StepFailure">An object is being deleted and does not go, or is one of Postrider's.</exception>
    public static async Task<string> NoneAsync(Kubectl kubectl, CancellationToken cancel)
    {
        var kinds = (await kubectl.MustAsync(["api-resources", "--verbs=list", "-o", "name"], cancel))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(kind => !kind.StartsWith("events", StringComparison.Ordinal)).ToList();
        await Patience.WaitAsync(() => FindAsync(kubectl, kinds, cancel), TimeSpan.FromSeconds(30), cancel);
        return $"{kinds.Count} kinds looked through, nothing of Postrider's and nothing in Terminating";
    }

    private static async Task<string?> FindAsync(Kubectl kubectl, IReadOnlyList<string> kinds, CancellationToken cancel)
    {
        var objects = await kubectl.ListAsync(string.Join(',', kinds), ["--all-namespaces"], cancel);
        var left = objects
            .Where(item => item["metadata"]!["deletionTimestamp"] is not null || item.ToJsonString().Contains("app.kubernetes.io/part-of\":\"postrider", StringComparison.Ordinal)
                || item["metadata"]!["name"]!.GetValue<string>().EndsWith(".postrider.dev", StringComparison.Ordinal))
            .Select(item => $"{item["kind"]} {item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}").ToList();
        return left.Count == 0 ? null : $"left: {string.Join(", ", left)}";
    }
}
