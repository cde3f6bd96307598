using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Cluster;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>The sample Topic: one publish becomes a message for each of its three subscribers.</summary>
internal static class ToTopic
{
    private static readonly string[] Paths = ["/billing", "/ledger", "/audit"];

    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        var messages = (await stage.Pods.PublishAsync("orders", cancel, count: 10)).AllAccepted();
        if (messages.Count != 10 * Paths.Length)
        {
            throw new StepFailure($"10 publishes to a Topic of three became {messages.Count} messages");
        }

        foreach (var path in Paths)
        {
            await Patience.WaitAsync(
                async () => (await stage.Pods.ArrivalsAsync(path, cancel)).Select(arrival => arrival.MessageId).Intersect(messages).Count() == 10 ? null : $"not all 10 came to {path}",
                TimeSpan.FromSeconds(15), cancel);
        }

        return "10 publishes, 30 deliveries";
    }
}
