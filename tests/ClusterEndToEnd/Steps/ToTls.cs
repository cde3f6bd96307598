using Postrider.ClusterEndToEnd.Cluster;
using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Traffic;

namespace Postrider.ClusterEndToEnd.Steps;

/// <summary>The receiver's port 443 has a certificate of an authority that no system knows, and wants one of its clients.</summary>
internal static class ToTls
{
    private const string Trust = "ca: { configMapKeyRef: { name: receiver-ca, key: ca.crt } }";
    private const string Show = "clientCertificate: { secretRef: { name: postrider-client } }";
    private const string Good = "by-tls";
    private static readonly string[] Bad = ["without-trust", "without-certificate"];
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    public static async Task<string> RunAsync(Stage stage, CancellationToken cancel)
    {
        await stage.Kubectl.MustAsync(["apply", "-f", "-"], cancel, string.Join("\n---\n", Of(Good, $"{Trust}, {Show}"), Of(Bad[0], Show), Of(Bad[1], Trust)));
        await stage.WaitForReadyAsync("pep", cancel);
        var messages = (await stage.Pods.PublishAsync(Good, cancel, count: 10)).AllAccepted();
        await stage.Pods.AllArriveAsync($"/{Good}", messages, Soon, cancel);
        foreach (var name in Bad)
        {
            await FailsAsync(stage, name, cancel);
        }

        return "";
    }

    // The failure callback comes by plain HTTP, and after the only attempt.
    private static async Task FailsAsync(Stage stage, string name, CancellationToken cancel)
    {
        var told = $"/told-of-{name}";
        var headers = new Dictionary<string, string> { ["Upstash-Retries"] = "0", ["Upstash-Failure-Callback"] = Pods.ReceiverUrl(told) };
        (await stage.Pods.PublishAsync(name, cancel, headers: headers)).AllAccepted();
        await Patience.WaitAsync(async () => (await stage.Pods.ArrivalsAsync(told, cancel)).Count == 1 ? null : $"nobody was told that {name} failed", Soon, cancel);
        if ((await stage.Pods.ArrivalsAsync($"/{name}", cancel)).Count > 0)
        {
            throw new StepFailure($"a message was delivered by the Endpoint {name}");
        }
    }

    private static string Of(string name, string tls) => $$"""
        apiVersion: postrider.dev/v1alpha1
        kind: Endpoint
        metadata: { name: {{name}}, namespace: {{Names.Application}} }
        spec:
          service: { name: receiver, port: 443, path: /{{name}}, scheme: HTTPS }
          tls: { {{tls}} }
        """;
}
