using Postrider.TestKit;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>No reference leaves its namespace: what has the name in another one, and even what the reference would name with it, is not there.</summary>
[Collection(KubeFixture.Collection)]
public sealed class ForeignReferenceTests(KubeFixture kube)
{
    private const string Url = """{"url": "https://example.com/a"}""";

    [Fact]
    public async Task WhatAnotherNamespaceHasSatisfiesNoReference()
    {
        var other = new Manifest(kube.Server.Admin, await kube.Server.Admin.CreateNamespaceAsync());
        await using var scene = await OperatorScene.StartAsync(kube, $"--Kubernetes:Namespaces:1={other.Space}");
        await other.CreateAsync("Endpoint", "foreign", Url, """{"events": "orders"}""");
        await other.CreateAsync("Topic", "foreign", """{"subscribers": []}""");
        await other.CreateSecretAsync("foreign", "token", "value");
        await Eventually.IsTrueAsync(async () => OperatorScene.Describe(await other.FindAsync("Endpoint", "foreign")).StartsWith("Accepted", StringComparison.Ordinal), "the other namespace is looked at");

        var space = $$""", "namespace": "{{other.Space}}" """; // not in the schema: this server drops it, a current one refuses it
        await scene.Manifest.CreateAsync("Topic", "named", $$"""{"subscribers": [{"name": "a", "endpointRef": {"name": "foreign" {{space}} } }] }""");
        await scene.Manifest.CreateAsync("Topic", "labelled", """{"subscribers": [{"name": "a", "selector": {"matchLabels": {"events": "orders"}}}]}""");
        await scene.Manifest.CreateAsync("Schedule", "to-endpoint", $$"""{"cron": "0 * * * *", "destination": {"endpointRef": {"name": "foreign" {{space}} } } }""");
        await scene.Manifest.CreateAsync("Schedule", "to-topic", $$"""{"cron": "0 * * * *", "destination": {"topicRef": {"name": "foreign" {{space}} } } }""");
        await scene.Manifest.CreateAsync("Endpoint", "secret-url", $$"""{"urlFrom": {"secretKeyRef": {"name": "foreign", "key": "token" {{space}} } } }""");
        await scene.HasReasonAsync("Topic", "named", "EndpointNotFound");
        await scene.HasReasonAsync("Topic", "labelled", "NoSubscribers");
        await scene.HasReasonAsync("Schedule", "to-endpoint", "EndpointNotFound");
        await scene.HasReasonAsync("Schedule", "to-topic", "TopicNotFound");
        await scene.HasReasonAsync("Endpoint", "secret-url", "SecretNotFound");
    }

    [Theory]
    [InlineData("Topic", """{"subscribers": [{"name": "a", "endpointRef": {"name": "billing.payments"}}]}""")]
    [InlineData("Schedule", """{"cron": "0 * * * *", "destination": {"topicRef": {"name": "orders.payments"}}}""")]
    [InlineData("Schedule", """{"cron": "0 * * * *", "destination": {"endpointRef": {"name": "payments/billing"}}}""")]
    [InlineData("Endpoint", """{"urlFrom": {"secretKeyRef": {"name": "payments/url", "key": "url"}}}""")]
    [InlineData("Endpoint", """{"service": {"name": "billing.payments", "port": 80}}""")]
    public async Task ANameThatWouldLeaveItIsRefused(string kind, string spec)
    {
        var manifest = new Manifest(kube.Server.Admin, "default");
        var answer = await manifest.TryCreateAsync(System.Text.Json.Nodes.JsonNode.Parse($$"""
            {"apiVersion": "postrider.dev/v1alpha1", "kind": "{{kind}}", "metadata": {"name": "leaving"}, "spec": {{spec}} }
            """)!);
        Assert.True(answer.Status == System.Net.HttpStatusCode.UnprocessableEntity, $"{answer.Status}: {answer.Body}");
    }
}
