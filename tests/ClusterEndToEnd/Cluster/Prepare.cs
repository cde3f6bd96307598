using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Cluster;

/// <summary>Asks what the cluster can, and refuses one where Postrider, or what has its names, exists: this run deletes what it installs.</summary>
internal static class Prepare
{
    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        var found = await stage.Kubectl.MustAsync(["get", "namespace", Names.System, Names.Application, "--ignore-not-found", "-o", "name"], cancel);
        RefuseWhatExists(found.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        stage.Owns = true;
        stage.Server = await ServerAbilities.AskAsync(stage.Kubectl, cancel);
        await NeedDefaultClassAsync(stage.Kubectl, cancel);
        TellLimits(stage);
        await stage.Proxy.StartAsync(cancel);
        return stage.Server.Version;
    }

    private static async Task NeedDefaultClassAsync(Kubectl kubectl, CancellationToken cancel)
    {
        var classes = await kubectl.ListAsync("storageclasses", [], cancel);
        if (!classes.Any(item => item["metadata"]!["annotations"]?["storageclass.kubernetes.io/is-default-class"]?.GetValue<string>() == "true"))
        {
            throw new StepFailure("the cluster has no default StorageClass, from which the small Redis claims its volume");
        }
    }

    /// <exception cref="StepFailure">There is something.</exception>
    public static void RefuseWhatExists(IReadOnlyList<string> found)
    {
        if (found.Count > 0)
        {
            throw new StepFailure($"the cluster already has {string.Join(", ", found)}: this run installs and deletes these, so it takes a cluster without them");
        }
    }

    private static void TellLimits(Stage stage)
    {
        stage.Report.CannotShow("helm itself (install, upgrade, uninstall, its hooks and its record of releases): the chart is rendered and applied by kubectl");
        stage.Report.CannotShow(stage.Settings.OwnCluster
            ? "NetworkPolicy enforcement: the bridge that connects pods here enforces none"
            : "NetworkPolicy enforcement: nothing here tries what is denied");
        if (!stage.Settings.OwnCluster)
        {
            stage.Report.CannotShow("workers that die by kill -9: on a cluster that is not this run's own their pods are deleted without grace");
        }

        if (stage.Settings.Previous.Length == 0)
        {
            stage.Report.CannotShow("an upgrade from an earlier commit: the history here has none with other programs, so it is this one's images under another tag");
        }

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
