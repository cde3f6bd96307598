using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>
/// An API server with the project's definitions and the operator's own account. Most tests that need one share it; those that take minutes have one for
/// themselves, so that they run beside the others.
/// </summary>
public sealed class KubeFixture : IAsyncLifetime
{
    public const string Collection = "a Kubernetes API server";
    private const string Space = "postrider-system";
    private const string Account = "postrider-operator";
    private KubeApiServer? server;

    public KubeApiServer Server => server!;

    public async Task InitializeAsync()
    {
        server = await KubeApiServer.StartAsync();
        await Server.Kubectl.RunAsync("apply", "-f", Checkout.PathOf("config", "default", "namespace.yaml"));
        await Server.Kubectl.RunAsync("apply", "-f", Checkout.PathOf("config", "rbac"));
        await InstallDefinitionsAsync();
    }

    /// <summary>Installs the project's definitions and waits until their resources are served.</summary>
    public async Task InstallDefinitionsAsync()
    {
        await Server.Kubectl.RunAsync("apply", "--validate=false", "-f", Checkout.PathOf("config", "crd")); // this old server knows no CEL
        await Server.Kubectl.RunAsync("wait", "--for=condition=Established", "crd", "--all");
        foreach (var plural in new[] { "endpoints", "topics", "schedules" })
        {
            await Eventually.IsTrueAsync(async () => await Server.Admin.FindAsync($"/apis/postrider.dev/v1alpha1/{plural}") is not null, $"{plural} are served");
        }
    }

    /// <summary>The file that makes a program the operator's account, with exactly the rights of <c>config/rbac</c>.</summary>
    public Task<Kubeconfig> OperatorConfigAsync(int? port = null) => Server.ForServiceAccountAsync(Space, Account, port ?? Server.Port);

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
