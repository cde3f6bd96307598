using Postrider.Operator.Tests.Charts;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Operating;
using Postrider.TestKit.Redis;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>An installation with exactly the accounts and rights of a render, and its operator with that render's environment.</summary>
internal sealed class RunningInstallation : IAsyncDisposable
{
    private readonly Installation installation;

    private RunningInstallation(Installation installation, RedisServer redis, OperatorProgram program, KubeClient account) =>
        (this.installation, Redis, Program, Operator) = (installation, redis, program, account);

    public KubeApiServer Server => installation.Server;

    public RedisServer Redis { get; }

    public OperatorProgram Program { get; }

    /// <summary>Calls as the operator's account.</summary>
    public KubeClient Operator { get; }

    public Manifest In(string space) => new(Server.Admin, space);

    /// <summary>Starts all of it and waits until the operator is ready.</summary>
    public static async Task<RunningInstallation> StartAsync(string set)
    {
        var installation = await Installation.StartAsync(set);
        var redis = await RedisServer.StartAsync();
        var environment = await installation.EnvironmentOfAsync("operator");
        Array.ForEach(["ASPNETCORE_URLS", "Redis__Configuration"], name => environment.Remove(name)); // addresses that only a cluster has
        environment["DOTNET_ENVIRONMENT"] = "Production";
        environment["Kubernetes__OwnNamespace"] = Chart.Namespace; // a pod reads it from the files of its account
        var program = OperatorProgram.Start(redis.Configuration, [], environment);
        await program.WaitUntilReadyAsync();
        return new(installation, redis, program, new KubeClient(installation.Server.Port, await installation.Server.TokenAsync(Chart.Namespace, "postrider-operator", KubeApiServer.Issuer)));
    }

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        await Program.DisposeAsync();
        await Redis.DisposeAsync();
        await installation.DisposeAsync();
    }
}
