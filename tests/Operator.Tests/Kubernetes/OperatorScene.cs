using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Network;
using Postrider.TestKit.Operating;
using Postrider.TestKit.Redis;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>
/// A namespace of its own, a Redis of its own, and an operator that reaches the API server through a relay, with the rights of
/// <c>config/rbac</c> and no other.
/// </summary>
public sealed class OperatorScene : IAsyncDisposable
{
    private readonly KubeFixture kube;
    private readonly string[] settings;
    private OperatorProgram? program;

    private OperatorScene(KubeFixture kube, RedisServer redis, string space, string[] settings)
    {
        (this.kube, this.settings, Redis, Space) = (kube, settings, redis, space);
        Relay = new TcpRelay(kube.Server.Port);
        Manifest = new Manifest(kube.Server.Admin, space);
        Recorder = new StatusRecorder(kube.Server.Admin, space);
    }

    public RedisServer Redis { get; }

    public string Space { get; }

    public TcpRelay Relay { get; }

    public OperatorProgram Program => program!;

    internal Manifest Manifest { get; }

    /// <summary>What the resources of the scene went through. Each state of it has to be one that misleads nobody.</summary>
    internal StatusRecorder Recorder { get; }

    /// <summary>Whom the operator is; unless said otherwise, what <c>config/rbac</c> makes.</summary>
    internal Func<int, Task<Kubeconfig>>? Account { get; set; }

    /// <summary>Sets the scene, the operator not yet started. Unless a setting says otherwise it looks at the scene's namespace only.</summary>
    public static async Task<OperatorScene> SetAsync(KubeFixture kube, params string[] settings)
    {
        var space = await kube.Server.Admin.CreateNamespaceAsync();
        await kube.Server.Kubectl.ApplyAsync(OwnLease(space));
        return new(kube, await RedisServer.StartAsync(), space, settings);
    }

    /// <summary>Sets the scene and waits until the operator is ready.</summary>
    public static async Task<OperatorScene> StartAsync(KubeFixture kube, params string[] settings)
    {
        var scene = await SetAsync(kube, settings);
        await scene.StartOperatorAsync();
        return scene;
    }

    public async Task StartOperatorAsync()
    {
        await BeginOperatorAsync();
        await Program.WaitUntilReadyAsync();
    }

    /// <summary>Starts the operator without waiting.</summary>
    public async Task BeginOperatorAsync() => program = await BeginAnotherAsync(Relay.Port);

    /// <summary>Starts another operator of the same installation without waiting; it reaches the API server at a port.</summary>
    public async Task<OperatorProgram> BeginAnotherAsync(int port, string? redis = null)
    {
        var config = await (Account?.Invoke(port) ?? kube.OperatorConfigAsync(port));
        string[] scope = settings.Any(setting => setting.StartsWith("--Kubernetes:Namespaces=", StringComparison.Ordinal)) ? [] : [$"--Kubernetes:Namespaces:0={Space}"];
        return OperatorProgram.Start(
            redis ?? Redis.Configuration, [.. scope, $"--Kubernetes:OwnNamespace={Space}", .. settings], new Dictionary<string, string> { ["KUBECONFIG"] = config.Path });
    }

    public async Task StopOperatorAsync()
    {
        await Program.Process.StopAsync(Eventually.Patience);
        await Program.DisposeAsync();
        program = null;
    }

    /// <summary>What the dispatchers would read; null when there is no such definition.</summary>
    public async Task<JsonNode?> DefinitionAsync(string kind, string name)
    {
        string? json = await Redis.Database.HashGetAsync($"{{reg}}{char.ToLowerInvariant(kind[0])}", $"{Space}/{name}");
        return json is null ? null : JsonNode.Parse(json);
    }

    public Task IsLiveAsync(string kind, string name) =>
        Eventually.IsTrueAsync(async () => await DefinitionAsync(kind, name) is not null, $"{kind} {name} is live");

    public Task IsRemovedAsync(string kind, string name) =>
        Eventually.IsTrueAsync(async () => await DefinitionAsync(kind, name) is null, $"{kind} {name} is removed");

    public Task HasUrlAsync(string name, string url, TimeSpan? patience = null) =>
        Eventually.BecomesAsync(async () => (string?)(await DefinitionAsync("Endpoint", name))?["url"], seen => seen == url, $"the URL of {name} is {url}", patience ?? TimeSpan.FromSeconds(15));

    /// <summary>The Ready condition as <c>reason: message</c>, once its reason is the one.</summary>
    public async Task<string> HasReasonAsync(string kind, string name, string reason, TimeSpan? patience = null) => await Eventually.BecomesAsync(
        async () => Describe(await Manifest.FindAsync(kind, name)), seen => seen.StartsWith(reason + ":", StringComparison.Ordinal), $"{kind} {name} is {reason}", patience ?? TimeSpan.FromSeconds(15));

    public async ValueTask DisposeAsync()
    {
        if (program is not null)
        {
            await program.DisposeAsync();
        }

        await Relay.DisposeAsync();
        await Redis.DisposeAsync();
        await Recorder.DisposeAsync();
        StatusRules.Check(Recorder.States);
    }

    // Each scene is an installation of its own.
    private static string OwnLease(string space) => $$"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: { name: own-lease, namespace: {{space}} }
        rules:
        - { apiGroups: [coordination.k8s.io], resources: [leases], verbs: [create, get, update] }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: { name: own-lease, namespace: {{space}} }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: own-lease }
        subjects:
        - { kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:serviceaccounts" }
        """;

    /// <summary>The Ready condition for the present generation as <c>reason: message</c>.</summary>
    internal static string Describe(JsonObject? item)
    {
        var ready = (item?["status"]?["conditions"] as JsonArray ?? []).SingleOrDefault(condition => (string?)condition!["type"] == "Ready");
        return ready is null || (long?)ready["observedGeneration"] != (long?)item!["metadata"]!["generation"] ? "no condition" : $"{ready["reason"]}: {ready["message"]}";
    }
}
