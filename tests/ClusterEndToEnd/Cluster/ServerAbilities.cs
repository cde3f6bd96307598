namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>What the API server knows. Old ones lack what Postrider's manifests use; the run translates that and says so.</summary>
internal sealed record ServerAbilities(string Version, IReadOnlySet<string> Groups)
{
    public static ServerAbilities Unknown { get; } = new("", new HashSet<string>());

    public bool HasPolicyV1 => Groups.Contains("policy/v1");

    /// <summary>Rules in CEL came with the API by which policies are written in it.</summary>
    public bool HasCelRules => Groups.Contains("admissionregistration.k8s.io/v1");

    public static async Task<ServerAbilities> AskAsync(Kubectl kubectl, CancellationToken cancel)
    {
        var groups = (await kubectl.MustAsync(["api-versions"], cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var version = await kubectl.MustAsync(["get", "nodes", "-o", "jsonpath={.items[0].status.nodeInfo.kubeletVersion}"], cancel);
        return new ServerAbilities(version, groups);
    }
}
