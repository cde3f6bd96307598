using System.Text.Json;
using Postrider.Core.Secrets;
using Postrider.Operator.Tests.Sources.Directory;
using Postrider.TestKit.Certificates;
using static Postrider.Operator.Tests.Sources.Directory.FolderScene;

namespace Postrider.Operator.Tests.Controllers;

/// <summary>What <c>spec.tls</c> comes to, and what is said when it comes to nothing.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Spec = """
        url: https://example.com/hook, tls: { ca: { configMapKeyRef: { name: company-ca, key: ca.crt } }, clientCertificate: { secretRef: { name: client } }, serverName: billing.example }
        """;

    private readonly TestAuthority authority = TestAuthority.Create();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task Certificates_are_live_and_the_key_is_sealed_and_seen_nowhere()
    {
        var client = authority.IssueClient();
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec) + ConfigMap(authority.Pem) + Client(client)));
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
        var tls = (await scene.FindAsync("e", "one"))!["tls"]!;
        var box = new SecretBox(new EncryptionOptions { Keys = { ["development"] = EncryptionOptions.DevelopmentKey } });
        Assert.Equal((authority.Pem, "billing.example"), ((string?)tls["ca"], (string?)tls["serverName"]));
        Assert.Equal($"{client.Pem}\n{client.KeyPem}", box.Open((string)tls["sealedClientCertificate"]!, SecretContext.EndpointClientCertificate("default", "one")));
        Assert.Null(box.Open((string)tls["sealedClientCertificate"]!, SecretContext.EndpointClientCertificate("default", "two")));
        Assert.DoesNotContain(client.KeyPiece, tls.ToJsonString() + await scene.Program.GetAsync("/resources") + scene.Program.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_Secret_that_holds_a_key_too_only_the_certificates_are_trusted()
    {
        var combined = authority.IssueClient();
        var secret = Secret("combined", $"all: {Quoted($"{combined.KeyPem}\n{authority.Pem}\n")}");
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", "url: https://example.com, tls: { ca: { secretKeyRef: { name: combined, key: all } } }") + secret));
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
        Assert.Equal(authority.Pem, (string?)(await scene.FindAsync("e", "one"))!["tls"]!["ca"]);
    }

    [Fact]
    public async Task What_is_missing_is_named_and_heals_when_it_appears()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec)));
        await IsAsync(scene, "ConfigMapNotFound", "spec.tls.ca.configMapKeyRef.name: there is no ConfigMap 'company-ca'");
        scene.Write("b.yaml", ConfigMap("x", key: "other.crt"));
        await IsAsync(scene, "ConfigMapKeyNotFound", "spec.tls.ca.configMapKeyRef.key: ConfigMap 'company-ca' has no key 'ca.crt'");
        scene.Write("b.yaml", ConfigMap(authority.Pem));
        await IsAsync(scene, "SecretNotFound", "spec.tls.clientCertificate.secretRef.name: there is no Secret 'client' with the label");
        scene.Write("c.yaml", Secret("client", $"tls.crt: {Quoted(authority.IssueClient().Pem)}"));
        await IsAsync(scene, "SecretKeyNotFound", "spec.tls.clientCertificate.secretRef: Secret 'client' has no key 'tls.key'");
        scene.Write("c.yaml", Client(authority.IssueClient()));
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused_with_what_was_expected_and_without_what_is_in_it()
    {
        var (one, other) = (authority.IssueClient(), authority.IssueClient());
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec)), ("b.yaml", ConfigMap("hush-4711")), ("c.yaml", Client(one)));
        await IsAsync(scene, "Invalid", "spec.tls.ca.configMapKeyRef: key 'ca.crt' holds no certificate: expected one or more blocks of PEM");
        scene.Write("b.yaml", ConfigMap(authority.Pem));
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
        scene.Write("c.yaml", Client(one with { KeyPem = other.KeyPem }));
        await IsAsync(scene, "Invalid", "spec.tls.clientCertificate.secretRef: key 'tls.key' does not belong to the certificate: expected the private key of the first certificate in 'tls.crt'");
        Assert.NotNull(await scene.FindAsync("e", "one")); // what was live stays
        scene.Write("c.yaml", Secret("client", $"tls.crt: hush-4711, tls.key: {Quoted(one.KeyPem)}"));
        await IsAsync(scene, "Invalid", "spec.tls.clientCertificate.secretRef: key 'tls.crt' holds no certificate");
        Assert.DoesNotContain("hush-4711", scene.Program.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(other.KeyPiece, scene.Program.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_from_a_Secret_must_be_https_too()
    {
        const string FromSecret = "urlFrom: { secretKeyRef: { name: address, key: url } }, tls: { serverName: billing.example }";
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", FromSecret)), ("b.yaml", Secret("address", "url: \"http://hush-4711.example/\"")));
        await IsAsync(scene, "Invalid", "spec.tls: must be used with https only, and the URL in spec.urlFrom.secretKeyRef does not begin with https://");
        Assert.DoesNotContain("hush-4711", scene.Program.Process.Output, StringComparison.Ordinal);
        scene.Write("b.yaml", Secret("address", "url: \"https://hush-4711.example/\""));
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
    }

    [Fact]
    public async Task Trust_alone_needs_no_key_to_seal_with()
    {
        await using var scene = await StartAsync(
            ("a.yaml", Endpoint("one", "url: https://example.com, tls: { ca: { configMapKeyRef: { name: company-ca, key: ca.crt } } }") + Endpoint("two", Spec) + ConfigMap(authority.Pem)));
        await scene.StopOperatorAsync();
        await scene.Redis.FlushAsync();
        await scene.StartOperatorAsync("--environment=Production");
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
        await scene.HasReasonAsync("Endpoint", "two", "NoEncryptionKey");
    }

    [Fact]
    public async Task Neither_a_restart_nor_a_second_look_writes_anew()
    {
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", Spec) + ConfigMap(authority.Pem) + Client(authority.IssueClient())));
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
        var version = await scene.VersionAsync();
        await scene.StopOperatorAsync();
        await scene.StartOperatorAsync();
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
        Assert.Equal(version, await scene.VersionAsync());
    }

    private static async Task IsAsync(FolderScene scene, string reason, string message) => await TestKit.Eventually.BecomesAsync(
        () => scene.ViewAsync("Endpoint", "one"),
        view => (string?)view["reason"] == reason && ((string?)view["message"] ?? "").StartsWith(message, StringComparison.Ordinal), $"{reason}: {message}");

    private static string ConfigMap(string text, string key = "ca.crt") => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: company-ca }
        data: { {{key}}: {{Quoted(text)}} }
        ---

        """;

    private static string Client(TestCertificate certificate) => Secret("client", $"tls.crt: {Quoted(certificate.Pem)}, tls.key: {Quoted(certificate.KeyPem)}");

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
