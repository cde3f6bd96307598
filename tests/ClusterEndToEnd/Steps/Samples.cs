using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Traffic;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>Applies config/samples as it is, then with the receiver in place of an address that only a laptop has.</summary>
internal static class Samples
{
    private const string LaptopReceiver = "http://127.0.0.1:9090";

    public static async Task<string> ApplyAsync(Stage stage, CancellationToken cancel)
    {
        var folder = Path.Combine(stage.Settings.Checkout, "config", "samples");
        await ApplyAsync(stage, ["-f", folder], "", cancel);
        var changed = string.Join("\n---\n", Directory.GetFiles(folder, "*.yaml").Order().Select(File.ReadAllText)).Replace(LaptopReceiver, PodsUrl, StringComparison.Ordinal);
        await ApplyAsync(stage, ["-f", "-"], changed, cancel);
        stage.ScheduledSince = DateTimeOffset.UtcNow;
        return "";
    }

    private static string PodsUrl => Pods.ReceiverUrl("");

    private static async Task ApplyAsync(Stage stage, IReadOnlyList<string> files, string input, CancellationToken cancel)
    {
        await stage.Kubectl.MustAsync(["apply", "-n", Names.Application, .. files], cancel, input);
        await stage.WaitForReadyAsync("pep,ptopic,psched", cancel);
    }
}
