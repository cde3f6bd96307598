using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Network;
using Postrider.TestKit.Redis;
using Postrider.TestKit.Registry;

namespace Postrider.Dispatcher.Tests.Auth.InCluster;

/// <summary>
/// A real API server with the project's definitions, and a dispatcher that reaches it through a relay and checks ServiceAccounts' tokens there,
/// itself an account that may do nothing but ask.
/// </summary>
public sealed class KubeGateway : IAsyncLifetime
{
    private const string Own = "postrider-system";
    private const string Asking = """
        {"kind": "ClusterRole", "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": {"name": "asking"}, "rules": [
          {"apiGroups": ["authentication.k8s.io"], "resources": ["tokenreviews"], "verbs": ["create"]},
          {"apiGroups": ["authorization.k8s.io"], "resources": ["localsubjectaccessreviews"], "verbs": ["create"]}]}
        """;

    public KubeApiServer Server { get; private set; } = null!;

    public RedisServer Redis { get; private set; } = null!;

    public Declarations Declared { get; private set; } = null!;

    public TcpRelay Relay { get; private set; } = null!;

    public TestKit.Dispatching.Dispatcher Dispatcher { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await KubeApiServer.StartAsync();
        Redis = await RedisServer.StartAsync();
        Declared = await Declarations.OpenAsync(Redis.Configuration);
        Relay = new TcpRelay(Server.Port);
        await Server.Kubectl.RunAsync("apply", "--validate=false", "-f", Checkout.PathOf("config", "crd")); // this old server knows no CEL
        await Server.Admin.PostAsync("/api/v1/namespaces", JsonNode.Parse($$"""{"metadata": {"name": "{{Own}}"} }""")!.AsObject());
        await AccountAsync(Own, "gateway");
        await Server.Admin.PostAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles", JsonNode.Parse(Asking)!.AsObject());
        await Server.Kubectl.RunAsync("create", "clusterrolebinding", "asking", "--clusterrole=asking", $"--serviceaccount={Own}:gateway");
        Dispatcher = await StartAsync(Relay.Port);
    }

    public async Task DisposeAsync()
    {
        await Dispatcher.DisposeAsync();
        await Relay.DisposeAsync();
        await Declared.DisposeAsync();
        await Redis.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>Another dispatcher on the same Redis that finds the API server on a port.</summary>
    public async Task<TestKit.Dispatching.Dispatcher> StartAsync(int port, params string[] settings)
    {
        var config = await Server.ForServiceAccountAsync(Own, "gateway", port);
        return await TestKit.Dispatching.Dispatcher.StartAsync(
            Redis.Configuration, new Dictionary<string, string> { ["KUBECONFIG"] = config.Path }, ["--Auth:Kubernetes:TokenReview=true", .. settings]);
    }

    /// <summary>Makes an account; its namespace must be there.</summary>
    public Task AccountAsync(string space, string name) => Server.Admin.PostAsync(
        $"/api/v1/namespaces/{space}/serviceaccounts", JsonNode.Parse($$"""{"metadata": {"name": "{{name}}"} }""")!.AsObject());

    /// <summary>The API as an account, with a token as a pod would have it.</summary>
    public async Task<PublishApi> AsAsync(string space, string name) => new(Dispatcher.Url, await Server.TokenAsync(space, name, "postrider"));

    /// <summary>Makes an account with rules in its namespace, and the API as that account.</summary>
    public async Task<PublishApi> WithAsync(string space, string name, params Rule[] rules)
    {
        await AccountAsync(space, name);
        await Server.Admin.GrantAsync(space, Subject.Account(space, name), rules);
        return await AsAsync(space, name);
    }
}

[CollectionDefinition(nameof(KubeGateway))]
public sealed class KubeGatewayCollection : ICollectionFixture<KubeGateway>;
