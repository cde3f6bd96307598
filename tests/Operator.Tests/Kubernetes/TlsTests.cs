using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Certificates;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>Certificates as cert-manager and trust-manager leave them in a cluster, read with the rights of the chart and no other.</summary>
public sealed class TlsTests(KubeFixture kube) : IClassFixture<KubeFixture>, IDisposable
{
    private const string Spec = """
        {"url": "https://example.com/a", "tls": {
          "ca": {"configMapKeyRef": {"name": "company-ca", "key": "ca.crt"}}, "clientCertificate": {"secretRef": {"name": "billing-client"}}, "serverName": "billing.example"}}
        """;

    private readonly TestAuthority authority = TestAuthority.Create();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task AnEndpointWaitsForItsCertificatesAndFollowsTheirChanges()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        await scene.Manifest.CreateAsync("Endpoint", "shop", Spec);
        await scene.HasReasonAsync("Endpoint", "shop", "ConfigMapNotFound");

        await scene.Manifest.CreateConfigMapAsync("company-ca", "ca.crt", authority.Pem);
        await scene.HasReasonAsync("Endpoint", "shop", "SecretNotFound");

        var client = authority.IssueClient();
        await scene.Manifest.CreateTlsSecretAsync("billing-client", client.Pem, client.KeyPem);
        await scene.HasReasonAsync("Endpoint", "shop", "Accepted");
        var first = (await scene.DefinitionAsync("Endpoint", "shop"))!["tls"]!;
        Assert.Equal(authority.Pem, (string?)first["ca"]);

        using var other = TestAuthority.Create("other root");
        var next = other.IssueClient();
        await scene.Manifest.ChangeConfigMapAsync("company-ca", "ca.crt", $"{authority.Pem}\n{other.Pem}");
        await scene.Manifest.ChangeTlsSecretAsync("billing-client", next.Pem, next.KeyPem);
        var second = await Eventually.BecomesAsync(
            async () => (await scene.DefinitionAsync("Endpoint", "shop"))!["tls"]!,
            tls => (string?)tls["ca"] == $"{authority.Pem}\n{other.Pem}" && (string?)tls["sealedClientCertificate"] != (string?)first["sealedClientCertificate"],
            "both changes are live", TimeSpan.FromSeconds(55));

        var everything = first.ToJsonString() + second.ToJsonString() + scene.Program.Process.Output + await scene.Manifest.FindAsync("Endpoint", "shop") + await scene.Program.GetAsync("/metrics");
        Assert.All(new[] { client, next }, certificate => Assert.DoesNotContain(certificate.KeyPiece, everything, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AClientCertificateNeedsTheLabelAndAConfigMapNone()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        var client = authority.IssueClient();
        await scene.Manifest.CreateConfigMapAsync("company-ca", "ca.crt", authority.Pem);
        await scene.Manifest.CreateTlsSecretAsync("billing-client", client.Pem, client.KeyPem, use: "false");
        await scene.Manifest.CreateAsync("Endpoint", "shop", Spec);
        Assert.Contains("postrider.dev/use", await scene.HasReasonAsync("Endpoint", "shop", "SecretNotFound"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatTheServerLetsThroughIsRefusedByTheOperator()
    {
        await using var scene = await OperatorScene.StartAsync(kube);
        var json = JsonNode.Parse(Spec)!;
        json["url"] = "http://example.com/a";
        await scene.Manifest.CreateAsync("Endpoint", "shop", json.ToJsonString());
        Assert.Contains("spec.tls: must be used with https only", await scene.HasReasonAsync("Endpoint", "shop", "Invalid"), StringComparison.Ordinal);
    }
}
