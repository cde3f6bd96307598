using Postrider.TestKit;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>What the operator cannot see holds up nothing that it can see, and counts as neither there nor gone.</summary>
[Collection(KubeFixture.Collection)]
public sealed class PartialSightTests(KubeFixture kube)
{
    private const string Url = """{"url": "https://example.com/a"}""";
    private const string Empty = """{"subscribers": []}""";
    private const string ByTopic = """{"cron": "0 * * * *", "destination": {"topicRef": {"name": "orders"}}}""";
    private const string WithSecret = """
        {"url": "https://example.com/a", "headers": [{"name": "X-Key", "valueFrom": {"secretKeyRef": {"name": "shop", "key": "token"}}}]}
        """;

    [Fact]
    public async Task AKindThatIsNotInstalledHoldsUpNoOtherAndIsFollowedOnceItIs()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Topic", "orders", Empty);
        await scene.Manifest.CreateAsync("Schedule", "hourly", ByTopic);
        await scene.HasReasonAsync("Schedule", "hourly", "Accepted");
        await scene.StopOperatorAsync();
        await kube.Server.Kubectl.RunAsync("delete", "crd", "topics.postrider.dev", "--timeout=60s");
        try
        {
            await scene.BeginOperatorAsync();
            await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
            await Eventually.IsTrueAsync(async () => await scene.DefinitionAsync("Endpoint", "shop") is not null, "another kind is live", TimeSpan.FromSeconds(21));
            Assert.Contains("Topics", await scene.HasReasonAsync("Schedule", "hourly", "Unavailable"), StringComparison.Ordinal);
            Assert.False((bool)(await scene.DefinitionAsync("Schedule", "hourly"))!["suspend"]!);
            Assert.NotNull(await scene.DefinitionAsync("Topic", "orders"));
            Assert.False(await scene.Program.AnswersAsync("/readyz"));
        }
        finally
        {
            await kube.InstallDefinitionsAsync();
        }

        await scene.Program.WaitUntilReadyAsync();
        await scene.IsRemovedAsync("Topic", "orders"); // it went with its definition
        await scene.HasReasonAsync("Schedule", "hourly", "TopicNotFound");
        await scene.Manifest.CreateAsync("Topic", "orders", Empty);
        await scene.HasReasonAsync("Schedule", "hourly", "Accepted");
    }

    [Fact]
    public async Task AFlushWhileAKindCannotBeSeenIsMadeUpForAllTheSame()
    {
        await using var scene = await OperatorScene.SetAsync(kube, "--Kubernetes:Namespaces:1=kube-system");
        scene.Account = await Accounts.CreateAsync(kube.Server, scene.Space, "postrider-operator");
        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await scene.BeginOperatorAsync();
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        Assert.Contains("Not all Endpoints, Topics, Schedules can be listed", scene.Program.Process.Output, StringComparison.Ordinal);

        await scene.Redis.FlushAsync();
        await scene.IsLiveAsync("Endpoint", "shop");
        Assert.False(await scene.Redis.Database.KeyExistsAsync("{reg}complete"));
    }

    [Fact]
    public async Task AnEndpointWhoseSecretsAreForbiddenSaysSoAndKeepsWhatWasLive()
    {
        await kube.Server.Kubectl.TryAsync(Accounts.WithoutSecrets, "apply", "-f", "-");
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateSecretAsync("shop", "token", "s3cret");
        await scene.Manifest.CreateAsync("Endpoint", "shop", WithSecret);
        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": [{"name": "shop", "endpointRef": {"name": "shop"}}]}""");
        await scene.HasReasonAsync("Topic", "orders", "Accepted");
        await scene.StopOperatorAsync();

        scene.Account = await Accounts.CreateAsync(kube.Server, scene.Space, "without-secrets");
        await scene.StartOperatorAsync();
        Assert.Contains("forbidden", await scene.HasReasonAsync("Endpoint", "shop", "Unavailable"), StringComparison.Ordinal);
        var ready = await kube.Server.Kubectl.RunAsync("-n", scene.Space, "get", "pep", "shop", "-o", "jsonpath={.status.conditions[0].status}");
        Assert.Equal("Unknown", ready);
        Assert.NotNull(await scene.DefinitionAsync("Endpoint", "shop"));
        await scene.HasReasonAsync("Topic", "orders", "Accepted");

        await scene.Manifest.ChangeAsync("Endpoint", "shop", """{"suspend": true}""");
        await Eventually.IsTrueAsync(async () => (bool)(await scene.DefinitionAsync("Endpoint", "shop"))!["suspend"]!, "it is held all the same");
        await Eventually.IsTrueAsync(
            async () => OperatorScene.Describe(await scene.Manifest.FindAsync("Endpoint", "shop")).EndsWith("Deliveries are held, as spec.suspend says.", StringComparison.Ordinal), "the status says so");
        await scene.Manifest.ChangeAsync("Endpoint", "shop", """{"suspend": false}""");

        await Accounts.GrantAsync(kube.Server, scene.Space, "postrider-operator");
        await Eventually.IsTrueAsync(
            async () => OperatorScene.Describe(await scene.Manifest.FindAsync("Endpoint", "shop")).StartsWith("Accepted", StringComparison.Ordinal), "it is tried again", TimeSpan.FromSeconds(54));
    }
}
