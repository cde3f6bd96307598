using System.Net;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Network;

namespace Postrider.Dispatcher.Tests.Auth.InCluster;

/// <summary>What never reaches the API server.</summary>
[Collection(nameof(KubeGateway))]
public sealed class QuietTests(KubeGateway kube)
{
    [Fact]
    public async Task Texts_that_are_no_tokens_of_ServiceAccounts_are_sent_nowhere()
    {
        await using var relay = new TcpRelay(kube.Server.Port);
        await using var dispatcher = await kube.StartAsync(relay.Port);
        foreach (var token in new[] { "secret", "a.b.c", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", Tokens.Of("shop"), TestToken.Of(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero), "other") })
        {
            using var api = new PublishApi(dispatcher.Url, token);
            Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/v2/queues")).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await dispatcher.Api.GetAsync("/v2/queues")).Status);
        Assert.Equal(0, relay.Accepted);
    }

    [Fact]
    public async Task A_worker_looks_for_no_API_server_and_a_gateway_does_not_start_without_one()
    {
        var nowhere = new Dictionary<string, string> { ["KUBECONFIG"] = "" };
        await using var worker = await TestKit.Dispatching.Dispatcher.StartAsync(kube.Redis.Configuration, nowhere, "--Auth:Kubernetes:TokenReview=true", "--Roles=worker");
        await using var gateway = TestKit.Dispatching.Dispatcher.Begin(kube.Redis.Configuration, nowhere, "--Auth:Kubernetes:TokenReview=true", "--Roles=gateway");
        await gateway.Process.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("KUBECONFIG is not set and this is not a pod: set it, or turn Auth:Kubernetes:TokenReview off.", gateway.Process.Output);
    }

    [Fact]
    public async Task Turned_off_no_token_of_an_account_opens_anything()
    {
        var space = await kube.Server.Admin.CreateNamespaceAsync();
        await kube.AccountAsync(space, "web");
        await using var dispatcher = await kube.StartAsync(kube.Relay.Port, "--Auth:Kubernetes:TokenReview=false");
        using var api = new PublishApi(dispatcher.Url, await kube.Server.TokenAsync(space, "web", "postrider"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/v2/queues")).Status);
    }
}
