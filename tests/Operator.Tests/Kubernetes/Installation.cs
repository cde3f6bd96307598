using Postrider.Operator.Tests.Charts;
using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Operating;
using Postrider.TestKit.Redis;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>An API server of its own on which accounts, roles and bindings are exactly those of a render, and an operator with that render's environment.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private const string Account = "postrider-operator";
    private static readonly string[] Access = ["ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"];

    private Installation(KubeApiServer server, RedisServer redis, OperatorProgram program, KubeClient operatorItself) =>
        (Server, Redis, Program, Operator) = (server, redis, program, operatorItself);

    public KubeApiServer Server { get; }

    public RedisServer Redis { get; }

    public OperatorProgram Program { get; }

    /// <summary>Calls as the operator's account.</summary>
    public KubeClient Operator { get; }

    public Manifest In(string space) => new(Server.Admin, space);

    /// <summary>Starts all of it and waits until the operator is ready; <paramref name="spaces"/> are namespaces that exist besides the release's.</summary>
    public static async Task<Installation> StartAsync(string set, params string[] spaces)
    {
        var server = await KubeApiServer.StartAsync();
        foreach (var space in spaces.Append(Chart.Namespace))
        {
            await server.Kubectl.RunAsync("create", "namespace", space);
        }

        await KubeFixture.InstallDefinitionsAsync(server);
        var rendered = Rendered.Of(set);
        await server.Kubectl.ApplyAsync(string.Join("\n", rendered.Objects.Where(item => Access.Contains((string)item["kind"]!)).Select(item => item.ToJsonString())));
        var redis = await RedisServer.StartAsync();
        var program = OperatorProgram.Start(redis.Configuration, [], await EnvironmentAsync(server, rendered));
        await program.WaitUntilReadyAsync();
        return new(server, redis, program, new KubeClient(server.Port, await server.TokenOfAsync(Chart.Namespace, Account)));
    }

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        await Program.DisposeAsync();
        await Redis.DisposeAsync();
        await Server.DisposeAsync();
    }

    // That of the pod, but for the addresses; in a pod the namespace is read from the account's files.
    private static async Task<Dictionary<string, string>> EnvironmentAsync(KubeApiServer server, Rendered rendered)
    {
        string[] addresses = ["ASPNETCORE_URLS", "Redis__Configuration"];
        var environment = Variables.Of(rendered, "operator").Where(variable => !addresses.Contains(variable.Name)).ToDictionary(variable => variable.Name, variable => variable.Value!);
        environment["DOTNET_ENVIRONMENT"] = "Production";
        environment["KUBECONFIG"] = (await server.ForServiceAccountAsync(Chart.Namespace, Account, server.Port)).Path;
        environment["Kubernetes__OwnNamespace"] = Chart.Namespace;
        return environment;
    }
}
