namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>What is missing and appears heals what refers to it, untouched.</summary>
public sealed class ReferenceTests(KubeFixture kube) : IClassFixture<KubeFixture>
{
    private const string Url = """{"url": "https://example.com/a"}""";
    private const string Key = "token";
    private const string WithSecret = """
        {"url": "https://example.com/a", "headers": [{"name": "Authorization", "valueFrom": {"prefix": "Bearer ", "secretKeyRef": {"name": "shop", "key": "token"}}}]}
        """;

    [Fact]
    public async Task ATopicWaitsForItsEndpoint()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": [{"name": "shop", "endpointRef": {"name": "shop"}}]}""");
        Assert.Contains("spec.subscribers[0].endpointRef.name", await scene.HasReasonAsync("Topic", "orders", "EndpointNotFound"), StringComparison.Ordinal);

        await scene.Manifest.CreateAsync("Endpoint", "shop", Url);
        await scene.HasReasonAsync("Topic", "orders", "Accepted");

        await scene.Manifest.DeleteAsync("Endpoint", "shop");
        await scene.HasReasonAsync("Topic", "orders", "EndpointNotFound");
    }

    [Theory]
    [InlineData("Endpoint", """{"endpointRef": {"name": "later"}}""", Url)]
    [InlineData("Topic", """{"topicRef": {"name": "later"}}""", """{"subscribers": []}""")]
    public async Task AScheduleWaitsForItsDestination(string kind, string destination, string spec)
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Schedule", "hourly", $$"""{"cron": "0 * * * *", "destination": {{destination}}}""");
        await scene.HasReasonAsync("Schedule", "hourly", $"{kind}NotFound");

        await scene.Manifest.CreateAsync(kind, "later", spec);
        await scene.HasReasonAsync("Schedule", "hourly", "Accepted");
    }

    [Fact]
    public async Task AnEndpointIsLiveWhileWhomItTellsOfFailuresIsMissing()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", """{"url": "https://example.com/a", "failureCallback": {"endpointRef": {"name": "alarm"}}}""");
        Assert.Contains("spec.failureCallback.endpointRef.name: there is no Endpoint 'alarm'", await scene.HasReasonAsync("Endpoint", "shop", "EndpointNotFound"), StringComparison.Ordinal);
        Assert.Equal("alarm", (string?)(await scene.DefinitionAsync("Endpoint", "shop"))!["failureCallback"]!["endpoint"]);

        await scene.Manifest.CreateAsync("Endpoint", "alarm", """{"url": "https://example.com/b", "failureCallback": {"endpointRef": {"name": "alarm"}}}""");
        await scene.HasReasonAsync("Endpoint", "alarm", "Accepted"); // it may name itself
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        await scene.Manifest.DeleteAsync("Endpoint", "alarm");
        await scene.HasReasonAsync("Endpoint", "shop", "EndpointNotFound");
    }

    [Theory]
    [InlineData("callback")]
    [InlineData("failureCallback")]
    public async Task AScheduleFiresWhileWhomItTellsIsMissing(string field)
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync(
            "Schedule", "hourly", $$"""{"cron": "0 * * * *", "destination": {"url": "https://example.com/a"}, "queue": "q", "{{field}}": {"endpointRef": {"name": "late"} } }""");
        Assert.Contains($"spec.{field}.endpointRef.name", await scene.HasReasonAsync("Schedule", "hourly", "EndpointNotFound"), StringComparison.Ordinal);
        var live = (await scene.DefinitionAsync("Schedule", "hourly"))!;
        Assert.Equal(("late", "q", false), ((string?)live[field]!["endpoint"], (string?)live["queue"], (bool)live["suspend"]!));

        await scene.Manifest.CreateAsync("Endpoint", "late", Url);
        await scene.HasReasonAsync("Schedule", "hourly", "Accepted");
    }

    [Fact]
    public async Task AnEndpointWaitsForItsSecretAndTheKeyInIt()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", WithSecret);
        await scene.HasReasonAsync("Endpoint", "shop", "SecretNotFound");

        await scene.Manifest.CreateSecretAsync("shop", "another", "x");
        await scene.HasReasonAsync("Endpoint", "shop", "SecretKeyNotFound");

        await scene.Manifest.ChangeSecretAsync("shop", Key, "s3cret-value");
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
    }

    [Fact]
    public async Task WhatAppearsMakesItsEndpointReadyWithinFiveSeconds()
    {
        var within = TimeSpan.FromSeconds(15); // three times what is promised
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", WithSecret);
        await scene.HasReasonAsync("Endpoint", "shop", "SecretNotFound");
        await scene.Manifest.CreateSecretAsync("shop", "another", "x");
        await scene.HasReasonAsync("Endpoint", "shop", "SecretKeyNotFound", within);
        await scene.Manifest.ChangeSecretAsync("shop", Key, "s3cret-value");
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted", within);
    }

    [Fact]
    public async Task ASecretWithoutTheLabelIsNotFoundUntilItHasIt()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateSecretAsync("shop", Key, "s3cret-value", use: "false");
        await scene.Manifest.CreateAsync("Endpoint", "shop", WithSecret);
        var message = await scene.HasReasonAsync("Endpoint", "shop", "SecretNotFound");
        Assert.StartsWith("SecretNotFound: spec.headers[0].valueFrom.secretKeyRef.name: ", message, StringComparison.Ordinal);
        var command = message[(message.IndexOf("kubectl ", StringComparison.Ordinal) + "kubectl ".Length)..];
        await kube.Server.Kubectl.RunAsync([.. command.Split(' '), "--overwrite"]);
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
    }

    [Fact]
    public async Task ASecretsNewValueIsSealedAnewAndShownNowhere()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateSecretAsync("shop", Key, "s3cret-first");
        await scene.Manifest.CreateAsync("Endpoint", "shop", WithSecret);
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        var first = (await scene.DefinitionAsync("Endpoint", "shop"))!.ToJsonString();

        await scene.Manifest.ChangeSecretAsync("shop", Key, "s3cret-second");
        var second = await TestKit.Eventually.BecomesAsync(async () => (await scene.DefinitionAsync("Endpoint", "shop"))!.ToJsonString(), seen => seen != first, "the value is sealed anew", TimeSpan.FromSeconds(55));

        var everything = first + second + scene.Program.Process.Output + await scene.Manifest.FindAsync("Endpoint", "shop") + await scene.Program.GetAsync("/metrics");
        Assert.DoesNotContain("s3cret", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASelectorCountsEndpointsThatGetItsLabels()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Topic", "orders", """{"subscribers": [{"name": "all", "selector": {"matchLabels": {"events": "orders"}}}]}""");
        await scene.HasReasonAsync("Topic", "orders", "NoSubscribers");

        await scene.Manifest.CreateAsync("Endpoint", "shop", Url, """{"events": "orders"}""");
        await scene.HasReasonAsync("Topic", "orders", "Accepted");
    }
}
