using Postrider.ClusterEndToEnd.Cluster;
using Postrider.ClusterEndToEnd.Installing;
using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>Installs Postrider with the small Redis, and waits until all three programs are ready.</summary>
internal static class Install
{
    public static Task<string> ByKustomizationAsync(Stage stage, CancellationToken cancel) =>
        RunAsync(stage, Installation.OfCheckout(stage.Settings, stage.Settings.Checkout, stage.Settings.Tag, stage.Server), cancel);

    public static async Task<string> PreviousByChartAsync(Stage stage, CancellationToken cancel)
    {
        var chart = await Installation.OfChartAsync(stage.Settings, stage.Settings.PreviousCheckout, stage.Settings.PreviousTag, stage.Server, cancel);
        await stage.Kubectl.MustAsync(["create", "namespace", Names.System], cancel); // as helm does with --create-namespace
        return await RunAsync(stage, chart, cancel);
    }

    private static async Task<string> RunAsync(Stage stage, Installation installation, CancellationToken cancel)
    {
        Prepare.RefuseWhatExists(await installation.ExistingAsync(stage.Kubectl, cancel));
        stage.Installed.Add(installation);
        await installation.ApplyAsync(stage.Kubectl, cancel);
        await stage.WaitForRolloutAsync(cancel);
        return string.Join(", ", (await stage.Kubectl.MustAsync(
            ["get", "pods", "-n", Names.System, "-o", "jsonpath={range .items[*]}{.metadata.labels.app\\.kubernetes\\.io/component}{'\\n'}{end}"], cancel))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).CountBy(part => part).Select(part => $"{part.Value} {part.Key}"));
    }
}
