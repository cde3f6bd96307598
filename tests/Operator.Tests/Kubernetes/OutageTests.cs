using System.Net;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>Whatever happens to the API server or the way to it, nothing declared is missed and nothing live is lost.</summary>
public sealed class OutageTests(KubeFixture kube) : IClassFixture<KubeFixture>
{
    private const string First = """{"url": "https://example.com/a"}""";
    private const string Second = """{"url": "https://example.com/b"}""";
    private static readonly string[] Impatient = ["--Kubernetes:SilenceSeconds=2", "--Kubernetes:CallSeconds=2"];

    [Fact]
    public async Task ACutConnectionLosesNothing()
    {
        await using var scene = await StartWithShopAsync();
        scene.Relay.Cut();
        await scene.Manifest.ChangeAsync("Endpoint", "shop", Second);
        await scene.Manifest.CreateAsync("Endpoint", "meanwhile", First);

        await scene.HasUrlAsync("shop", "https://example.com/b");
        await scene.IsLiveAsync("Endpoint", "meanwhile");
    }

    [Fact]
    public async Task HundredsOfCutConnectionsMissNothingAndLeakNothing()
    {
        await using var scene = await StartWithShopAsync();
        await CutAsync(scene, 30); // what comes with the first ones is no leak
        var (files, threads, memory) = scene.Program.Process.Resources();
        var connections = scene.Relay.Accepted;
        await CutAsync(scene, 150);
        Assert.InRange(scene.Relay.Accepted - connections, 200, int.MaxValue);
        var after = scene.Program.Process.Resources();
        Assert.True(after.Files <= files + 10 && after.Threads <= threads + 25 && after.Memory <= memory + (40 << 20), $"before: {(files, threads, memory)}, after: {after}");
    }

    [Fact]
    public async Task AConnectionThatFellSilentLosesNothing()
    {
        await using var scene = await StartWithShopAsync(Impatient);
        scene.Relay.Blackhole();
        await scene.Manifest.CreateAsync("Endpoint", "meanwhile", First);
        var connections = scene.Relay.Accepted;
        await TestKit.Eventually.IsTrueAsync(() => scene.Relay.Accepted > connections, "the operator tries again, in vain");
        Assert.NotNull(await scene.DefinitionAsync("Endpoint", "shop"));
        scene.Relay.Pass();

        await TestKit.Eventually.IsTrueAsync(async () => await scene.DefinitionAsync("Endpoint", "meanwhile") is not null, "what happened in the silence is live");
    }

    [Fact]
    public async Task WhatIsLiveStaysSoWhileTheServerIsDown()
    {
        await using var scene = await StartWithShopAsync(Impatient);
        await kube.Server.StopAsync();
        try
        {
            await scene.Redis.FlushAsync(); // nothing to ask, and still everything comes back
            await scene.IsLiveAsync("Endpoint", "shop");
        }
        finally
        {
            await kube.Server.StartAgainAsync();
        }

        await scene.Manifest.ChangeAsync("Endpoint", "shop", Second);
        await TestKit.Eventually.IsTrueAsync(
            async () => (string?)(await scene.DefinitionAsync("Endpoint", "shop"))?["url"] == "https://example.com/b", "the operator follows the server again");
    }

    [Fact]
    public async Task DeliveriesAndSchedulesGoOnWithoutServerAndOperator()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", $$"""{"url": "{{receiver.Url}}/shop"}""");
        await scene.Manifest.CreateAsync("Schedule", "minute", """{"cron": "* * * * *", "destination": {"endpointRef": {"name": "shop"}}}""");
        await scene.HasReasonAsync("Schedule", "minute", "Accepted");
        await using var dispatcher = await Dispatcher.StartAsync(scene.Redis.Configuration);
        await scene.StopOperatorAsync();
        await kube.Server.StopAsync();
        try
        {
            using var api = new PublishApi(dispatcher.Url, Tokens.Default);
            Assert.Equal(HttpStatusCode.OK, (await api.PublishAsync($"shop.{scene.Space}", "now")).Status);
            var arrivals = await receiver.WaitForAsync(2, TimeSpan.FromSeconds(90)); // the published one, and the next full minute
            Assert.Contains(arrivals, arrival => arrival.Text == "now");
            Assert.Contains(arrivals, arrival => arrival.Text.Length == 0);
        }
        finally
        {
            await kube.Server.StartAgainAsync();
        }
    }

    // Each change is made while there is no watch.
    private static async Task CutAsync(OperatorScene scene, int times)
    {
        for (var time = 0; time < times; time++)
        {
            scene.Relay.Cut();
            var url = $"https://example.com/{Guid.NewGuid():N}";
            await scene.Manifest.ChangeAsync("Endpoint", "shop", $$"""{"url": "{{url}}"}""");
            await scene.HasUrlAsync("shop", url);
        }
    }

    private async Task<OperatorScene> StartWithShopAsync(params string[] settings)
    {
        var scene = await OperatorScene.StartAsync(kube, settings);
        await scene.Manifest.CreateAsync("Endpoint", "shop", First);
        await scene.IsLiveAsync("Endpoint", "shop");
        return scene;
    }
}
