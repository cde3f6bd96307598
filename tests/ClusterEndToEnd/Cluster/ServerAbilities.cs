using System.Globalization;
using System.Text.Json.Nodes;

namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>What the API server knows. Old ones lack what Postrider's manifests use; the run translates that and says so.</summary>
internal sealed record ServerAbilities(string Version, int Minor, IReadOnlySet<string> Groups)
{
    public static ServerAbilities Unknown { get; } = new("", 0, new HashSet<string>());

    public bool HasPolicyV1 => Groups.Contains("policy/v1");

    public bool HasCelRules => Minor >= 25;

    public static async Task<ServerAbilities> AskAsync(Kubectl kubectl, CancellationToken cancel)
    {
        var groups = (await kubectl.MustAsync(["api-versions"], cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var version = JsonNode.Parse(await kubectl.MustAsync(["version", "-o", "json"], cancel))!["serverVersion"]!;
        var minor = int.Parse(version["minor"]!.GetValue<string>().TrimEnd('+'), CultureInfo.InvariantCulture);
        return new ServerAbilities(version["gitVersion"]!.GetValue<string>(), minor, groups);
    }
}
