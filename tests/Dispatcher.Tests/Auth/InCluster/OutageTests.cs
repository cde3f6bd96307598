using System.Net;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Kubernetes;
using Postrider.TestKit.Network;

namespace Postrider.Dispatcher.Tests.Auth.InCluster;

/// <summary>The API server goes away: whoever is known goes on, and nobody is told that a token is wrong.</summary>
[Collection(nameof(KubeGateway))]
public sealed class OutageTests(KubeGateway kube) : IAsyncLifetime
{
    private const string Later = "Upstash-Delay: 1h";
    private string space = "";

    public async Task InitializeAsync()
    {
        space = await kube.Server.Admin.CreateNamespaceAsync();
        await kube.AccountAsync(space, "web");
        await kube.AccountAsync(space, "late");
        await kube.Server.Admin.GrantAsync(space, Subject.AccountsOf(space), new("create", "messages"), new Rule("list", "queues"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("refused")]
    [InlineData("silent")]
    public async Task Known_callers_go_on_others_get_503_and_all_is_well_afterwards(string kind)
    {
        var relay = new TcpRelay(kube.Server.Port);
        await using var dispatcher = await kube.StartAsync(relay.Port);
        using var known = await AsAsync(dispatcher.Url, "web");
        using var late = await AsAsync(dispatcher.Url, "late");
        Assert.Equal(HttpStatusCode.OK, (await known.PublishAsync("https://a.example", "", Later)).Status);
        await EndAsync(relay, kind);

        Assert.Equal(HttpStatusCode.OK, (await known.PublishAsync("https://a.example", "", Later)).Status);
        Assert.Equal(HttpStatusCode.OK, (await dispatcher.Api.GetAsync("/v2/queues")).Status);
        using var rubbish = new PublishApi(dispatcher.Url, "rubbish");
        Assert.Equal(HttpStatusCode.Unauthorized, (await rubbish.GetAsync("/v2/queues")).Status);
        foreach (var answer in new[] { await late.GetAsync("/v2/queues"), await known.GetAsync("/v2/queues") }) // nobody known, and a known one with a new question
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.Equal("2", answer.Headers.RetryAfter?.ToString());
        }

        if (kind == "silent")
        {
            await relay.DisposeAsync();
        }
    }

    [Fact]
    public async Task After_a_restart_of_the_API_server_everybody_is_known_again()
    {
        await using var relay = new TcpRelay(kube.Server.Port);
        await using var dispatcher = await kube.StartAsync(relay.Port);
        using var api = await AsAsync(dispatcher.Url, "web");
        await kube.Server.StopAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.GetAsync("/v2/queues")).Status);
        await kube.Server.StartAgainAsync();
        await Eventually.IsTrueAsync(async () => (await api.GetAsync("/v2/queues")).Status == HttpStatusCode.OK, "the caller is known");
    }

    private async Task<PublishApi> AsAsync(string url, string name) => new(url, await kube.Server.TokenAsync(space, name, "postrider"));

    private static async Task EndAsync(TcpRelay relay, string kind)
    {
        if (kind == "silent")
        {
            relay.Blackhole();
        }
        else
        {
            await relay.DisposeAsync();
        }
    }
}
