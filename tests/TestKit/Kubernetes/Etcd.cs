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

    /// <summary>Starts it with its data in <paramref name="folder"/>; it is not waited for, as the API server does that.</summary>
    public static Etcd Start(string folder)
    {
        var (client, peer) = ($"http://127.0.0.1:{FreePort.Find()}", $"http://127.0.0.1:{FreePort.Find()}");
        return new Etcd(ChildProcess.Start(KubeBinaries.PathOf("etcd"),
        [
            "--data-dir", folder, "--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}", "--unsafe-no-fsync", "--log-level=warn",
        ]), client);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
