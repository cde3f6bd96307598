using System.Net;
using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Redis;
using Postrider.TestKit.Registry;

namespace Postrider.Operator.Tests.Charts;

/// <summary>Gateway and worker run under exactly the accounts, Roles and bindings of the chart, do their work, and may do nothing else.</summary>
public sealed class GatewayRightsTests
{
    private static readonly string[] OfEverybody = ["create selfsubjectaccessreviews.authorization.k8s.io", "create selfsubjectrulesreviews.authorization.k8s.io"];
    private static readonly string[] Asking = ["create localsubjectaccessreviews.authorization.k8s.io", .. OfEverybody, "create tokenreviews.authentication.k8s.io"];

    // All of it must be refused: what a stolen token of the gateway is not good for.
    private static readonly string[] Forbidden =
    [
        "get secrets -n shop", "get secrets -A", "get secret postrider-keys -n postrider-system", "get configmaps -n shop", "get namespaces", "get nodes", "get pods -n postrider-system",
        "get topics.postrider.dev -A", "get endpoints.postrider.dev -n shop", "get schedules.postrider.dev -n shop", "delete topics.postrider.dev --all -n shop",
        "get serviceaccounts -n shop", "create token web -n shop", "create token postrider-operator -n postrider-system", "create serviceaccount more -n shop",
        "create namespace more", "create configmap more -n shop", "run more --image=none -n shop", "create deployment more --image=none -n postrider-system",
        "create rolebinding more --clusterrole=admin --serviceaccount=postrider-system:postrider-gateway -n shop",
        "create clusterrolebinding more --clusterrole=cluster-admin --serviceaccount=postrider-system:postrider-gateway",
        "get leases.coordination.k8s.io -A", "get events -A", "get roles -A", "get secrets -n shop --as=admin", "get secrets -n shop --as=system:serviceaccount:postrider-system:postrider-operator",
    ];

    [Theory]
    [InlineData(Rendered.Defaults)]
    [InlineData("single-namespace")]
    public async Task The_gateway_does_its_work_and_may_do_nothing_else(string set)
    {
        await using var installation = await Installation.StartAsync(set);
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var declared = await Declarations.OpenAsync(redis.Configuration);
        await declared.TopicAsync("shop", "orders", new TopicSubscriber { Name = "one", Url = receiver.Url });
        await using var gateway = await Dispatcher.StartAsync(redis.Configuration, Settled(await installation.EnvironmentOfAsync("gateway")));
        await using var worker = await Dispatcher.StartAsync(redis.Configuration, Settled(await installation.EnvironmentOfAsync("dispatcher")));

        using var web = await PublisherAsync(installation, gateway, "shop");
        Assert.Equal(HttpStatusCode.OK, (await web.PublishAsync("orders")).Status);
        Assert.Equal(HttpStatusCode.OK, (await web.PublishAsync(receiver.Url, "", "Upstash-Queue-Name: q")).Status);
        await receiver.WaitForAsync(2);
        Assert.Equal(HttpStatusCode.Forbidden, (await web.GetAsync("/v2/keys")).Status);
        using var stranger = await PublisherAsync(installation, gateway, "elsewhere");
        Assert.Equal(set == Rendered.Defaults ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await stranger.PublishAsync(receiver.Url)).Status);

        Assert.Equal(Asking, await installation.RightsOfAsync("gateway", "shop"));
        Assert.Equal(set == Rendered.Defaults ? Asking : Asking[1..], await installation.RightsOfAsync("gateway", "elsewhere"));
        Assert.Equal(OfEverybody, await installation.RightsOfAsync("dispatcher", "shop"));
        var kubectl = new Kubectl(await installation.ConfigOfAsync("gateway"));
        foreach (var command in Forbidden)
        {
            var (code, answer) = await kubectl.TryAsync("", command.Split(' '));
            Assert.True(code != 0 && answer.Contains("orbidden", StringComparison.Ordinal), $"kubectl {command}: {answer}");
        }
    }

    [Fact]
    public async Task View_edit_and_admin_of_the_cluster_hold_for_the_API()
    {
        await using var installation = await Installation.StartAsync(Rendered.Defaults);
        await using var manager = ControllerManager.Start(installation.Server);
        (string Role, Rule Rule, bool Allowed)[] expected =
        [
            ("view", new("list", "deadletters"), true), ("view", new("get", "topics"), true), ("view", new("create", "messages"), false), ("view", new("get", "signingkeys"), false),
            ("view", new("publish", "topics", "orders"), false), ("edit", new("publish", "topics", "orders"), true), ("edit", new("get", "signingkeys"), true),
            ("edit", new("list", "queues"), true), ("admin", new("delete", "schedules"), true), ("admin", new("list", "messages"), true), ("admin", new("publish", "endpoints"), true),
        ];
        foreach (var role in expected.Select(line => line.Role).Distinct())
        {
            await installation.Server.Admin.BindAsync("shop", new("User", role), "ClusterRole", role);
        }

        foreach (var (role, rule, allowed) in expected)
        {
            await Eventually.IsTrueAsync(
                async () => await installation.Server.Admin.IsAllowedAsync("shop", new("User", role), rule) == allowed, $"{role} {(allowed ? "may" : "may not")} {rule}");
        }
    }

    // The test's program listens where it is told, not where the chart says, and has no Secret of keys.
    private static Dictionary<string, string> Settled(Dictionary<string, string> environment)
    {
        environment.Remove("ASPNETCORE_URLS");
        environment["Encryption__Keys__a"] = Convert.ToBase64String(new byte[32]);
        return environment;
    }

    private static async Task<PublishApi> PublisherAsync(Installation installation, Dispatcher gateway, string space)
    {
        await installation.Server.Kubectl.RunAsync("create", "serviceaccount", "web", "-n", space);
        var account = Subject.Account(space, "web");
        await installation.Server.Admin.BindAsync(space, account, "ClusterRole", "postrider-publisher");
        await Eventually.IsTrueAsync(() => installation.Server.Admin.IsAllowedAsync(space, account, new("create", "messages")), "the binding holds");
        return new(gateway.Url, await installation.Server.TokenAsync(space, "web", "postrider"));
    }
}
