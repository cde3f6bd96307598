using System.Net;
using Postrider.Core.Model;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Dispatcher.Tests.Auth.InCluster;

/// <summary>Publishing to <c>name.namespace</c> is for the target's namespace to allow, by a RoleBinding there.</summary>
[Collection(nameof(KubeGateway))]
public sealed class CrossingTests(KubeGateway kube) : IAsyncLifetime
{
    private static readonly Rule Orders = new("publish", "topics", "orders");
    private Receiver receiver = null!;
    private string from = "";
    private string to = "";

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        from = await kube.Server.Admin.CreateNamespaceAsync();
        to = await kube.Server.Admin.CreateNamespaceAsync();
        await kube.Declared.TopicAsync(to, "orders", new TopicSubscriber { Name = "one", Url = receiver.Url });
        await kube.Declared.EndpointAsync(to, "billing", receiver.Url);
    }

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    public async Task A_RoleBinding_in_the_targets_namespace_lets_an_account_publish_there_and_only_there()
    {
        using var api = await kube.WithAsync(from, "web", Orders);
        await kube.Server.Admin.GrantAsync(to, Subject.Account(from, "web"), Orders);
        Assert.Equal(HttpStatusCode.OK, (await api.PublishAsync($"orders.{to}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.PublishAsync($"billing.{to}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.PublishAsync($"orders.{to}", "", "Upstash-Queue-Name: q")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.PublishAsync($"orders.{to}", "", $"Upstash-Callback: {receiver.Url}")).Status);
        Assert.Single(await receiver.WaitForAsync(1));
    }

    [Fact]
    public async Task Rights_in_the_callers_own_namespace_do_not_reach_another()
    {
        using var api = await kube.WithAsync(from, "web", new("publish", "topics"), new("publish", "endpoints"), new("create", "messages"));
        string[] destinations = [$"orders.{to}", $"topic/orders.{to}", $"billing.{to}", $"endpoint/billing.{to}"];
        foreach (var destination in destinations)
        {
            var answer = await api.PublishAsync(destination);
            Assert.True(answer.Status == HttpStatusCode.Forbidden, $"{destination}: {answer.Text}");
            Assert.Contains($"in the namespace {to}", answer.Error, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await api.ScheduleAsync($"orders.{to}", "", "Upstash-Cron: * * * * *")).Status);
    }

    [Fact]
    public async Task What_is_there_and_what_is_not_are_told_apart_by_nobody_who_may_not_publish()
    {
        using var api = await kube.WithAsync(from, "web");
        var answers = new List<string>();
        foreach (var name in new[] { "orders", "billing", "nothing" })
        {
            answers.Add((await api.PublishAsync($"{name}.{to}")).Text.Replace(name, "it", StringComparison.Ordinal));
        }

        Assert.Single(answers.Distinct());
        using var permitted = await kube.WithAsync(from, "permitted");
        await kube.Server.Admin.GrantAsync(to, Subject.Account(from, "permitted"), new Rule("publish", "topics"));
        Assert.Equal(HttpStatusCode.NotFound, (await permitted.PublishAsync($"nothing.{to}")).Status);
    }

    [Fact]
    public async Task A_configured_token_crosses_as_one_of_its_namespaces_accounts()
    {
        await using var dispatcher = await kube.StartAsync(kube.Relay.Port, $"--Auth:Tokens:0={Tokens.Of(from)}");
        using var api = new PublishApi(dispatcher.Url, Tokens.Of(from));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/v2/queues")).Status);
        var refused = await api.PublishAsync($"endpoint/billing.{to}");
        Assert.Equal((HttpStatusCode.Forbidden, $"postrider:namespace:{from} may not publish endpoints.postrider.dev \"billing\" in the namespace {to}"), (refused.Status, refused.Error));
        await kube.Server.Admin.GrantAsync(to, Subject.AccountsOf(from), Orders);
        Assert.Equal(HttpStatusCode.OK, (await api.PublishAsync($"orders.{to}")).Status);
    }

    [Fact]
    public async Task A_configured_token_crosses_by_its_own_name_too()
    {
        await using var dispatcher = await kube.StartAsync(kube.Relay.Port, $"--Auth:Tokens:0={Tokens.Of(from)}");
        using var api = new PublishApi(dispatcher.Url, Tokens.Of(from));
        await kube.Server.Admin.GrantAsync(to, new("User", $"postrider:namespace:{from}"), Orders);
        Assert.Equal(HttpStatusCode.OK, (await api.PublishAsync($"orders.{to}")).Status);
    }
}
