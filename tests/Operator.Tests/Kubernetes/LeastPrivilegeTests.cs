using System.Net;
using Postrider.Operator.Tests.Charts;
using Postrider.TestKit;
using Postrider.TestKit.Certificates;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>With exactly what the chart renders, the operator does all of its work, and is refused everything else.</summary>
[Collection(KubeFixture.Collection)]
public sealed class LeastPrivilegeTests
{
    private const string WithSecret = """
        {"url": "https://example.com/a", "headers": [{"name": "X-Key", "valueFrom": {"secretKeyRef": {"name": "shop", "key": "token"}}}]}
        """;

    private const string WithTls = """
        {"url": "https://example.com/a", "tls": {"ca": {"configMapKeyRef": {"name": "company-ca", "key": "ca.crt"}}, "clientCertificate": {"secretRef": {"name": "client"}}}}
        """;

    private const string Own = Chart.Namespace;
    private const string Group = "/apis/postrider.dev/v1alpha1";
    private const string Leases = "/apis/coordination.k8s.io/v1";
    private const string Rights = "/apis/rbac.authorization.k8s.io/v1";
    private const string Merge = "application/merge-patch+json";
    private const string Labels = """{"metadata": {"labels": {"a": "b"}}}""";
    private const string Secret = """{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "planted"}}""";

    [Fact]
    public async Task In_the_whole_cluster()
    {
        await using var installation = await RunningInstallation.StartAsync(Rendered.Defaults);
        await WorksAsync(installation, "shop");
        await IsRefusedAsync(installation, "shop");
    }

    [Fact]
    public async Task In_single_namespaces()
    {
        await using var installation = await RunningInstallation.StartAsync("single-namespace");
        await WorksAsync(installation, "shop");
        await WorksAsync(installation, "billing");
        await IsRefusedAsync(installation, "shop");
        await installation.In("elsewhere").CreateSecretAsync("theirs", "token", "x");
        await installation.In("elsewhere").CreateAsync("Endpoint", "theirs", WithSecret);
        await AreRefusedAsync(installation,
        [
            ("GET", $"{Group}/endpoints", null), ("GET", $"{Group}/namespaces/elsewhere/endpoints", null), ("GET", $"{Group}/namespaces/elsewhere/endpoints/theirs", null),
            ("PATCH", $"{Group}/namespaces/elsewhere/endpoints/theirs/status", Labels), ("GET", "/api/v1/namespaces/elsewhere/secrets/theirs", null),
            ("GET", "/api/v1/namespaces/elsewhere/configmaps/theirs", null), ("GET", $"/api/v1/namespaces/{Own}/configmaps/other", null),
            ("GET", $"/api/v1/namespaces/{Own}/secrets/other", null),
        ]);
    }

    // Every kind with a Secret among what it needs, statuses, a change and a removal; the Lease and the keys were needed to get this far.
    private static async Task WorksAsync(RunningInstallation installation, string space)
    {
        var manifest = installation.In(space);
        await manifest.CreateAsync("Endpoint", "shop", WithSecret);
        await manifest.CreateAsync("Topic", "orders", """{"subscribers": [{"name": "shop", "endpointRef": {"name": "shop"}}]}""");
        await manifest.CreateAsync("Schedule", "hourly", """{"cron": "0 * * * *", "destination": {"topicRef": {"name": "orders"}}}""");
        await manifest.CreateSecretAsync("shop", "token", "s3cret");
        using var authority = TestAuthority.Create();
        var client = authority.IssueClient();
        await manifest.CreateConfigMapAsync("company-ca", "ca.crt", authority.Pem);
        await manifest.CreateTlsSecretAsync("client", client.Pem, client.KeyPem);
        await manifest.CreateAsync("Endpoint", "secure", WithTls);
        foreach (var (kind, name) in new[] { ("Endpoint", "shop"), ("Endpoint", "secure"), ("Topic", "orders"), ("Schedule", "hourly") })
        {
            await Eventually.BecomesAsync(
                async () => OperatorScene.Describe(await manifest.FindAsync(kind, name)), seen => seen.StartsWith("Accepted:", StringComparison.Ordinal), $"{kind} {name} is accepted");
        }

        await Eventually.IsTrueAsync(
            async () => (await installation.Server.Admin.FindAsync($"/api/v1/namespaces/{space}/events"))!["items"]!.AsArray().Count >= 3, "what became of them is told in events");
        await manifest.DeleteAsync("Schedule", "hourly");
        await Eventually.IsTrueAsync(async () => !await installation.Redis.Database.HashExistsAsync("{reg}s", $"{space}/hourly"), "what is deleted is removed");
        Assert.NotNull(await installation.Server.Admin.FindAsync($"/api/v1/namespaces/{Own}/secrets/postrider-keys"));
        Assert.NotNull(await installation.Server.Admin.FindAsync($"{Leases}/namespaces/{Own}/leases/postrider-operator"));
        Assert.DoesNotContain("forbidden", installation.Program.Process.Output, StringComparison.Ordinal);
    }

    private static async Task IsRefusedAsync(RunningInstallation installation, string space)
    {
        await AreRefusedAsync(installation,
        [
            // Secrets: by name alone, and none is changed
            ("GET", "/api/v1/secrets", null), ("GET", $"/api/v1/namespaces/{space}/secrets", null), ("GET", $"/api/v1/namespaces/{space}/secrets?watch=true", null),
            ("GET", $"/api/v1/namespaces/{Own}/secrets", null), ("GET", $"/api/v1/namespaces/{Own}/secrets?watch=true", null),
            ("POST", $"/api/v1/namespaces/{space}/secrets", Secret), ("PATCH", $"/api/v1/namespaces/{space}/secrets/shop", Labels), ("DELETE", $"/api/v1/namespaces/{space}/secrets/shop", null),
            ("PATCH", $"/api/v1/namespaces/{Own}/secrets/postrider-keys", Labels), ("DELETE", $"/api/v1/namespaces/{Own}/secrets/postrider-keys", null),
            ("DELETE", $"/api/v1/namespaces/{Own}/secrets", null),
            // ConfigMaps: by name alone, and none is changed
            ("GET", "/api/v1/configmaps", null), ("GET", $"/api/v1/namespaces/{space}/configmaps", null), ("GET", $"/api/v1/namespaces/{space}/configmaps?watch=true", null),
            ("PATCH", $"/api/v1/namespaces/{space}/configmaps/company-ca", Labels), ("DELETE", $"/api/v1/namespaces/{space}/configmaps/company-ca", null),
            // resources are their owners'
            ("PATCH", $"{Group}/namespaces/{space}/endpoints/shop", """{"spec": {"url": "https://evil.example"}}"""), ("DELETE", $"{Group}/namespaces/{space}/topics/orders", null),
            ("POST", $"{Group}/namespaces/{space}/endpoints", """{"apiVersion": "postrider.dev/v1alpha1", "kind": "Endpoint", "metadata": {"name": "planted"}, "spec": {"url": "https://evil.example"}}"""),
            ("PUT", $"{Group}/namespaces/{space}/endpoints/shop/status", "{}"), ("DELETE", $"{Group}/namespaces/{space}/endpoints", null),
            ("PATCH", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/topics.postrider.dev", Labels),
            ("DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/topics.postrider.dev", null),
            // Leases: its own, and that one stays
            ("GET", $"{Leases}/namespaces/{Own}/leases", null), ("GET", $"{Leases}/namespaces/{Own}/leases/other", null), ("DELETE", $"{Leases}/namespaces/{Own}/leases/postrider-operator", null),
            ("PATCH", $"{Leases}/namespaces/{Own}/leases/other", Labels), ("POST", $"{Leases}/namespaces/{space}/leases", """{"metadata": {"name": "planted"}}"""),
            // events: told, not read
            ("GET", $"/api/v1/namespaces/{space}/events", null), ("DELETE", $"/api/v1/namespaces/{space}/events", null), ("GET", "/apis/events.k8s.io/v1/events", null),
            // nothing else in the cluster
            ("GET", $"/api/v1/namespaces/{Own}/pods", null), ("POST", $"/api/v1/namespaces/{Own}/pods", "{}"),
            ("GET", "/api/v1/namespaces", null), ("DELETE", $"/api/v1/namespaces/{space}", null), ("GET", "/api/v1/nodes", null), ("GET", $"/api/v1/namespaces/{space}/endpoints", null),
            ("POST", $"/apis/apps/v1/namespaces/{Own}/deployments", "{}"), ("PATCH", $"/apis/apps/v1/namespaces/{Own}/deployments/postrider-gateway", Labels),
            ("POST", $"/api/v1/namespaces/{Own}/serviceaccounts/default/token", "{}"), ("GET", $"/api/v1/namespaces/{Own}/serviceaccounts", null),
            ("POST", $"{Rights}/clusterrolebindings", "{}"), ("POST", $"{Rights}/namespaces/{Own}/rolebindings", "{}"), ("PATCH", $"{Rights}/namespaces/{Own}/roles/postrider-operator-own", Labels),
            ("POST", "/apis/authentication.k8s.io/v1/tokenreviews", "{}"), ("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", "{}"),
        ]);
    }

    private static async Task AreRefusedAsync(RunningInstallation installation, IEnumerable<(string Method, string Path, string? Body)> requests)
    {
        var allowed = new List<string>();
        foreach (var (method, path, body) in requests)
        {
            var status = await installation.Operator.StatusOfAsync(method, path, body, method == "PATCH" ? Merge : "application/json");
            if (status != HttpStatusCode.Forbidden)
            {
                allowed.Add($"{method} {path}: {(int)status}");
            }
        }

        Assert.True(allowed.Count == 0, string.Join('\n', allowed));
    }
}
