using Postrider.TestKit;
using Postrider.TestKit.Operating;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>What is declared in Kubernetes is what the dispatchers obey.</summary>
[Collection(KubeFixture.Collection)]
public sealed class RegistryTests(KubeFixture kube)
{
    private const string First = """{"url": "https://example.com/a"}""";
    private const string Second = """{"url": "https://example.com/b"}""";
    private const string Hourly = """{"cron": "0 * * * *", "destination": {"endpointRef": {"name": "shop"}}}""";

    [Fact]
    public async Task WhatIsCreatedChangedAndDeletedReachesTheDispatchers()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", First);
        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": [{"name": "shop", "endpointRef": {"name": "shop"}}]}""");
        await scene.Manifest.CreateAsync("Schedule", "hourly", Hourly);
        await scene.IsLiveAsync("Endpoint", "shop");
        await scene.IsLiveAsync("Topic", "orders");
        await scene.HasReasonAsync("Schedule", "hourly", "Accepted");

        await scene.Manifest.ChangeAsync("Endpoint", "shop", Second);
        await scene.HasUrlAsync("shop", "https://example.com/b", TimeSpan.FromSeconds(6));

        await scene.Manifest.DeleteAsync("Topic", "orders");
        await scene.Manifest.DeleteAsync("Schedule", "hourly");
        await scene.Manifest.DeleteAsync("Endpoint", "shop");
        await scene.IsRemovedAsync("Topic", "orders");
        await scene.IsRemovedAsync("Endpoint", "shop");
    }

    [Fact]
    public async Task WhatIsDeletedWhileTheOperatorIsDownIsRemovedWhenItStarts()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "gone", First);
        await scene.Manifest.CreateAsync("Endpoint", "stays", First);
        await scene.IsLiveAsync("Endpoint", "gone");
        await scene.IsLiveAsync("Endpoint", "stays");

        await scene.StopOperatorAsync();
        await scene.Manifest.DeleteAsync("Endpoint", "gone");
        await scene.StartOperatorAsync();

        await scene.IsRemovedAsync("Endpoint", "gone");
        Assert.NotNull(await scene.DefinitionAsync("Endpoint", "stays"));
    }

    [Fact]
    public async Task AnotherNamespaceIsLeftAlone()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        var other = new Manifest(kube.Server.Admin, await kube.Server.Admin.CreateNamespaceAsync());
        await other.CreateAsync("Endpoint", "foreign", First);
        await scene.Manifest.CreateAsync("Endpoint", "own", First);
        await scene.HasReasonAsync("Endpoint", "own", "Accepted");

        Assert.Null((await other.FindAsync("Endpoint", "foreign"))!["status"]!["conditions"]);
    }

    [Fact]
    public async Task ANameIsForTheSourceThatHadItFirstUntilThatOneGivesItUp()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", First);
        await scene.IsLiveAsync("Endpoint", "shop");
        var folder = Directory.CreateTempSubdirectory("postrider-folder-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.yaml"), $$"""
            apiVersion: postrider.dev/v1alpha1
            kind: Endpoint
            metadata: { name: shop, namespace: {{scene.Space}} }
            spec: { url: "https://example.com/folder" }
            """);
        await using var other = OperatorProgram.Start(scene.Redis.Configuration, ["--source=directory", $"--path={folder.FullName}"]);
        await other.WaitUntilReadyAsync();
        Assert.Contains("NameTaken", await other.GetAsync("/resources"), StringComparison.Ordinal);
        Assert.Equal("https://example.com/a", (string?)(await scene.DefinitionAsync("Endpoint", "shop"))!["url"]);

        await scene.Manifest.DeleteAsync("Endpoint", "shop");
        await Eventually.IsTrueAsync(
            async () => (string?)(await scene.DefinitionAsync("Endpoint", "shop"))?["url"] == "https://example.com/folder", "the other source has it", TimeSpan.FromSeconds(45));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task WhatRedisLostIsWrittenAgain()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", First);
        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": []}""");
        await scene.IsLiveAsync("Endpoint", "shop");
        await scene.IsLiveAsync("Topic", "orders");

        await scene.Redis.FlushAsync();

        await Eventually.IsTrueAsync(async () => await scene.Redis.Database.KeyExistsAsync("{reg}complete"), "the registry is complete");
        Assert.NotNull(await scene.DefinitionAsync("Endpoint", "shop"));
        Assert.NotNull(await scene.DefinitionAsync("Topic", "orders"));
    }
}
