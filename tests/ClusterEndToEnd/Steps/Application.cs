using Postrider.ClusterEndToEnd.Installing;
using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>Starts the pods that publish and receive, in a namespace of their own.</summary>
internal static class Application
{
    public static async Task<string> StartAsync(Stage stage, CancellationToken cancel)
    {
        await stage.Kubectl.MustAsync(["apply", "-f", "-"], cancel, PodManifest.Of(stage.Settings));
        foreach (var name in new[] { "publisher", "receiver" })
        {
            await stage.Kubectl.MustAsync(["rollout", "status", "-n", Names.Application, $"deployment/{name}", "--timeout=60s"], cancel);
        }

        return "";
    }
}
