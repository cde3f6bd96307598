using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Traffic;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>The first messages: to a URL, and by the name of an Endpoint that is a Service.</summary>
internal static class ToService
{
    private const string Endpoint = $$"""
        apiVersion: postrider.dev/v1alpha1
        kind: Endpoint
        metadata: { name: receiver, namespace: {{Names.Application}} }
        spec: { service: { name: receiver, port: 80, path: /by-service } }
        """;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        await stage.Kubectl.MustAsync(["apply", "-f", "-"], cancel, Endpoint);
        await stage.WaitForReadyAsync("pep", cancel);
        var byUrl = (await stage.Pods.PublishAsync(Pods.ReceiverUrl("/by-url"), cancel)).AllAccepted();
        var byName = (await stage.Pods.PublishAsync("receiver", cancel)).AllAccepted();
        await stage.Pods.AllArriveAsync("/by-url", byUrl, Soon, cancel);
        await stage.Pods.AllArriveAsync("/by-service", byName, Soon, cancel);
        return "";
    }
}
