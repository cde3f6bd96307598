using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>Nothing of ours ever holds up a removal: there are no finalizers.</summary>
[Collection(KubeFixture.Collection)]
public sealed class RemovalTests(KubeFixture kube)
{
    private const string Better = """{"urlFrom": null, "url": "https://example.com/b"}""";
    private const string Url = """{"url": "https://example.com/a"}""";

    [Fact]
    public async Task ANamespaceGoesAwayWithAllItHolds()
    {
        await using var manager = ControllerManager.Start(kube.Server);
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await scene.IsLiveAsync("Endpoint", "shop");

        await kube.Server.Kubectl.RunAsync("delete", "namespace", scene.Space, "--timeout=90s");

        await scene.IsRemovedAsync("Endpoint", "shop");
    }

    [Fact]
    public async Task NothingOfAResourceIsLeftToAnotherOneOfItsNameThatIsWrong()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        (string Kind, string Right, string Wrong, string Reason)[] resources =
        [
            ("Endpoint", Url, """{"urlFrom": {"secretKeyRef": {"name": "none", "key": "url"}}}""", "SecretNotFound"),
            ("Topic", """{"subscribers": [{"name": "one", "url": "https://example.com/a"}]}""", """{"subscribers": [{"name": "one", "url": "http://h:0/"}]}""", "Invalid"),
            ("Schedule", """{"cron": "* * * * *", "destination": {"url": "https://example.com/a"}}""", """{"cron": "0 0 30 2 *", "destination": {"url": "https://example.com/a"}}""", "NeverFires"),
        ];
        foreach (var resource in resources)
        {
            await scene.Manifest.CreateAsync(resource.Kind, "shop", resource.Right);
            await scene.HasReasonAsync(resource.Kind, "shop", "Accepted");
        }

        await scene.StopOperatorAsync();
        foreach (var resource in resources)
        {
            await scene.Manifest.DeleteAsync(resource.Kind, "shop");
            await scene.Manifest.CreateAsync(resource.Kind, "shop", resource.Wrong);
        }

        await scene.StartOperatorAsync();
        foreach (var resource in resources)
        {
            await scene.HasReasonAsync(resource.Kind, "shop", resource.Reason);
        }

        await scene.IsRemovedAsync("Topic", "shop");
        await scene.IsRemovedAsync("Schedule", "shop");
        await Eventually.IsTrueAsync(async () => await scene.DefinitionAsync("Endpoint", "shop") is { } held && (bool)held["suspend"]! && held["url"] is null, "what waits for the Endpoint is held");
        Assert.Null((await scene.Manifest.FindAsync("Endpoint", "shop"))!["status"]!["url"]);
        await scene.Manifest.ChangeAsync("Endpoint", "shop", Better);
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        Assert.Equal("https://example.com/b", (string?)(await scene.DefinitionAsync("Endpoint", "shop"))!["url"]);

        Assert.DoesNotContain(scene.Redis.Connection.GetServers()[0].Keys(), key => key.ToString().EndsWith($"S{scene.Space}/shop", StringComparison.Ordinal)); // and nothing fires
    }

    [Fact]
    public async Task ADefinitionGoesAwayAndComesBackUnderTheRunningOperator()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": []}""");
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await scene.IsLiveAsync("Topic", "orders");
        await scene.IsLiveAsync("Endpoint", "shop");

        await kube.Server.Kubectl.RunAsync("delete", "crd", "topics.postrider.dev", "--timeout=60s");
        try
        {
            await scene.IsRemovedAsync("Topic", "orders");
            Assert.NotNull(await scene.DefinitionAsync("Endpoint", "shop"));
        }
        finally
        {
            await kube.InstallDefinitionsAsync();
        }

        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": []}""");
        await Eventually.IsTrueAsync(async () => await scene.DefinitionAsync("Topic", "orders") is not null, "the kind is followed again");
    }
}
