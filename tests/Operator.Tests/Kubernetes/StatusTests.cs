using Postrider.TestKit;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>Status is what Kubernetes tools expect, and it is written when it changes, not otherwise.</summary>
[Collection(KubeFixture.Collection)]
public sealed class StatusTests(KubeFixture kube)
{
    private const string Url = """{"url": "https://example.com/a"}""";

    [Fact]
    public async Task KubectlWaitsForReady()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": [{"name": "shop", "endpointRef": {"name": "shop"}}]}""");
        await scene.Manifest.CreateAsync("Schedule", "hourly", """{"cron": "0 * * * *", "destination": {"topicRef": {"name": "orders"}}}""");

        await kube.Server.Kubectl.RunAsync("-n", scene.Space, "wait", "--for=condition=Ready", "--timeout=15s", "pep/shop", "ptopic/orders", "psched/hourly");
    }

    [Fact]
    public async Task KubectlShowsTheWholeCategory()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": [{"name": "shop", "endpointRef": {"name": "shop"}}]}""");
        await scene.Manifest.CreateAsync("Schedule", "hourly", """{"cron": "0 * * * *", "destination": {"endpointRef": {"name": "shop"}}}""");
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        await scene.HasReasonAsync("Topic", "orders", "Accepted");
        await scene.HasReasonAsync("Schedule", "hourly", "Accepted");

        var table = await kube.Server.Kubectl.RunAsync("-n", scene.Space, "get", "postrider");
        Assert.Matches("endpoint.postrider.dev/shop +True +Accepted", table);
        Assert.Matches("topic.postrider.dev/orders +True +Accepted +1", table);
        Assert.Matches("schedule.postrider.dev/hourly +True +Accepted +0 \\* \\* \\* \\*", table);
    }

    [Fact]
    public async Task AnUnchangedResourceIsNotPatchedAgain()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        var version = await VersionAsync(scene);

        await scene.StopOperatorAsync();
        await scene.StartOperatorAsync();
        await scene.Manifest.CreateAsync("Endpoint", "after", Url);
        await scene.HasReasonAsync("Endpoint", "after", "Accepted");

        Assert.Equal(version, await VersionAsync(scene));
    }

    [Fact]
    public async Task AWrongResourceKeepsWhatWasLiveAndRecovers()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");

        await scene.Manifest.ChangeAsync("Endpoint", "shop", """{"timeout": "0s"}""");
        Assert.Contains("spec.timeout", await scene.HasReasonAsync("Endpoint", "shop", "Invalid"), StringComparison.Ordinal);
        Assert.Equal("https://example.com/a", (string?)(await scene.DefinitionAsync("Endpoint", "shop"))!["url"]);

        await scene.Manifest.ChangeAsync("Endpoint", "shop", """{"timeout": "5s"}""");
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        await Eventually.IsTrueAsync(async () => (long?)(await scene.DefinitionAsync("Endpoint", "shop"))!["timeoutMs"] == 5000, "the change is live");
    }

    [Fact]
    public async Task StatusTellsWhatIsInForceAndNotWhatWasRefused()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": [{"name": "a", "url": "https://example.com/a"}]}""");
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        await scene.HasReasonAsync("Topic", "orders", "Accepted");

        await scene.Manifest.ChangeAsync("Endpoint", "shop", """{"url": "https://example.com/b", "timeout": "0s"}""");
        await scene.Manifest.ChangeAsync("Topic", "orders", """{"subscribers": [{"name": "a", "url": "https://example.com/a"}, {"name": "b", "url": "https://example.com/b"}], "retry": {"delayExpression": "retried +"}}""");
        await scene.HasReasonAsync("Endpoint", "shop", "Invalid");
        await scene.HasReasonAsync("Topic", "orders", "Invalid");
        Assert.Equal("https://example.com/a", (string?)(await scene.Manifest.FindAsync("Endpoint", "shop"))!["status"]!["url"]);
        Assert.Equal(1, (int?)(await scene.Manifest.FindAsync("Topic", "orders"))!["status"]!["subscribers"]);
    }

    [Theory]
    [InlineData("""{"url": "https://example.com/a", "suspend": true}""", "Suspended")]
    [InlineData("""{"url": "https://example.com/a", "retry": {"delayExpression": "retried +"}}""", "Invalid")]
    public async Task AnEndpointSaysWhatBecameOfIt(string spec, string reason)
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", spec);
        await scene.HasReasonAsync("Endpoint", "shop", reason);
    }

    [Theory]
    [InlineData("0 0 30 2 *", "UTC", "NeverFires")]
    [InlineData("0 0 * * *", "Mars/Olympus", "UnknownTimeZone")]
    [InlineData("61 0 * * *", "UTC", "Invalid")]
    public async Task AScheduleThatCannotFireSaysWhy(string cron, string zone, string reason)
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Schedule", "odd", $$"""{"cron": "{{cron}}", "timeZone": "{{zone}}", "destination": {"url": "https://example.com/a"} }""");
        await scene.HasReasonAsync("Schedule", "odd", reason);
    }

    private static async Task<string?> VersionAsync(OperatorScene scene) => (string?)(await scene.Manifest.FindAsync("Endpoint", "shop"))!["metadata"]!["resourceVersion"];
}
