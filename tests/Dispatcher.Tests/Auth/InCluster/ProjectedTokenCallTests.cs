using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Dispatcher.Tests.Auth.InCluster;

/// <summary>A pod calls with its own token.</summary>
[Collection(nameof(KubeGateway))]
public sealed class ProjectedTokenCallTests(KubeGateway kube) : IAsyncLifetime
{
    private string space = "";

    public async Task InitializeAsync()
    {
        space = await kube.Server.Admin.CreateNamespaceAsync();
        await kube.AccountAsync(space, "web");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_publishes_and_its_namespace_is_the_tenant()
    {
        await using var receiver = await Receiver.StartAsync();
        await kube.Server.Admin.GrantAsync(space, Subject.Account(space, "web"), new("create", "messages"), new("get", "messages"));
        using var api = await kube.AsAsync(space, "web");
        var answer = await api.PublishAsync(receiver.Url, "hello", "Upstash-Header-Forward: true");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        var arrival = (await receiver.WaitForAsync(1))[0];
        Assert.False(arrival.Headers.ContainsKey("Authorization"));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/v2/messages/{answer.MessageId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await kube.Dispatcher.Api.GetAsync($"/v2/messages/{answer.MessageId}")).Status);
        using var tenant = new PublishApi(kube.Dispatcher.Url, Tokens.Default);
        Assert.Equal(HttpStatusCode.OK, (await tenant.GetAsync("/v2/queues")).Status);
    }

    [Fact]
    public async Task Without_a_grant_it_may_do_nothing_and_is_told_what_is_missing()
    {
        using var api = await kube.AsAsync(space, "web");
        var answer = await api.PublishAsync("https://example.com");
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal($"system:serviceaccount:{space}:web may not create messages.postrider.dev in the namespace {space}", answer.Error);
    }

    [Fact]
    public async Task A_token_for_another_audience_opens_nothing()
    {
        using var api = new PublishApi(kube.Dispatcher.Url, await kube.Server.TokenAsync(space, "web", "https://kubernetes.default.svc"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/v2/queues")).Status);
        using var other = new PublishApi(kube.Dispatcher.Url, await kube.Server.TokenAsync(space, "web", "other"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/v2/queues")).Status);
    }
}
