using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>Asks what the cluster can, and refuses one where Postrider, or what has its names, exists: this run deletes what it installs.</summary>
internal static class Prepare
{
    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        await RefuseAsync(stage.Kubectl, ["namespace", Names.System, Names.Application], cancel);
        await RefuseAsync(stage.Kubectl, ["crd", "endpoints.postrider.dev", "topics.postrider.dev", "schedules.postrider.dev"], cancel);
        stage.Server = await ServerAbilities.AskAsync(stage.Kubectl, cancel);
        TellLimits(stage);
        await stage.Proxy.StartAsync(cancel);
        return stage.Server.Version;
    }

    private static async Task RefuseAsync(Kubectl kubectl, string[] what, CancellationToken cancel)
    {
        var found = await kubectl.MustAsync(["get", .. what, "--ignore-not-found", "-o", "name"], cancel);
        if (found.Length > 0)
        {
            throw new StepFailure($"the cluster already has {found.Trim().Replace('\n', ' ')}: this run installs and deletes these, so it takes a cluster without them");
        }
    }

    private static void TellLimits(Stage stage)
    {
        stage.Report.CannotShow("helm itself (install, upgrade, uninstall, its hooks and its record of releases): the chart is rendered and applied by kubectl");
        stage.Report.CannotShow(stage.Settings.OwnCluster
            ? "NetworkPolicy enforcement: the bridge that connects pods here enforces none"
            : "NetworkPolicy enforcement: nothing here tries what is denied");
        if (!stage.Server.HasPolicyV1)
        {
            stage.Report.CannotShow($"policy/v1 and Pod Security admission: the server is {stage.Server.Version}, its PodDisruptionBudgets are applied as policy/v1beta1, kubectl validates nothing");
        }

        if (!stage.Server.HasCelRules)
        {
            stage.Report.CannotShow("rules of the definitions that are written in CEL: the server drops them");
        }
    }
}
