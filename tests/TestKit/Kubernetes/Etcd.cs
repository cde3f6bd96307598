using System.Text.Json.Nodes;
using Postrider.TestKit.Processes;

namespace Postrider.TestKit.Kubernetes;

/// <summary>The store of an API server.</summary>
public sealed class Etcd : IAsyncDisposable
{
    private readonly ChildProcess process;

    private Etcd(ChildProcess process, string url)
    {
        this.process = process;
        Url = url;
    }

    public string Url { get; }

    /// <summary>Starts it with its data in <paramref name="folder"/> and waits until it answers.</summary>
    public static async Task<Etcd> StartAsync(string folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            var etcd = Begin($"{folder}-{attempt}");
            await Eventually.IsTrueAsync(async () => etcd.process.HasExited || await etcd.IsHealthyAsync(), "etcd answers");
            if (!etcd.process.HasExited)
            {
                return etcd;
            }

            await etcd.DisposeAsync();
            if (attempt == 3) // somebody else may have taken a port that was free a moment ago, but not three times
            {
                throw new InvalidOperationException($"etcd ended with {etcd.process.ExitCode}:\n{etcd.process.Output}");
            }
        }
    }

    /// <summary>Forgets every state before the present one.</summary>
    public async Task CompactAsync()
    {
        using var http = new HttpClient();
        var revision = (string)(await PostAsync(http, "range", """{"key": "AA=="}"""))["header"]!["revision"]!;
        await PostAsync(http, "compaction", $$"""{"revision": "{{revision}}", "physical": true}""");
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static Etcd Begin(string folder)
    {
        var (client, peer) = ($"http://127.0.0.1:{FreePort.Find()}", $"http://127.0.0.1:{FreePort.Find()}");
        return new Etcd(ChildProcess.Start(KubeBinaries.PathOf("etcd"),
        [
            "--data-dir", folder, "--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}", "--unsafe-no-fsync", "--log-level=warn",
        ]), client);
    }

    private async Task<JsonNode> PostAsync(HttpClient http, string what, string body)
    {
        using var content = new StringContent(body);
        using var answer = await http.PostAsync(new Uri($"{Url}/v3/kv/{what}"), content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"etcd: {text}");
    }

    private async Task<bool> IsHealthyAsync()
    {
        try
        {
            using var http = new HttpClient();
            return (await http.GetStringAsync(new Uri(Url + "/health"))).Contains("true", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
