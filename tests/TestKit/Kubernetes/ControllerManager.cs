using Postrider.TestKit.Processes;

namespace Postrider.TestKit.Kubernetes;

/// <summary>The part of a cluster that empties namespaces that are being deleted, makes default service accounts, and puts roles together.</summary>
public sealed class ControllerManager : IAsyncDisposable
{
    private const string Controllers = "namespace,garbagecollector,serviceaccount,serviceaccount-token,root-ca-cert-publisher,clusterrole-aggregation";
    private readonly ChildProcess process;

    private ControllerManager(ChildProcess process) => this.process = process;

    public static ControllerManager Start(KubeApiServer server) => new(ChildProcess.Start(KubeBinaries.PathOf("kube-controller-manager"),
    [
        $"--kubeconfig={server.AdminConfig.Path}", "--bind-address=127.0.0.1", "--port=0", $"--secure-port={FreePort.Find()}", $"--cert-dir={server.FileOf("kcm")}",
        "--leader-elect=false", $"--service-account-private-key-file={server.KeyFile}", $"--root-ca-file={server.AuthorityFile}", $"--controllers={Controllers}",
    ]));

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
