using System.Text.Json.Nodes;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>Resources of one namespace, made, changed and removed by the administrator.</summary>
internal sealed class Manifest(KubeClient admin, string space)
{
    public string Space => space;

    public Task<JsonObject> CreateAsync(string kind, string name, string spec, string labels = "{}") => admin.PostAsync(Collection(kind), JsonNode.Parse($$"""
        {"apiVersion": "postrider.dev/v1alpha1", "kind": "{{kind}}", "metadata": {"name": "{{name}}", "labels": {{labels}}}, "spec": {{spec}}}
        """)!.AsObject());

    /// <summary>Posts a document into the namespace as it is, whatever the server may say.</summary>
    public Task<ServerAnswer> TryCreateAsync(JsonNode document)
    {
        document["metadata"]?.AsObject().Remove("namespace");
        return admin.TryPostAsync(Collection(document["kind"]!.GetValue<string>()), document);
    }

    public Task<JsonObject> ChangeAsync(string kind, string name, string spec) =>
        admin.MergeAsync(PathOf(kind, name), new JsonObject { ["spec"] = JsonNode.Parse(spec) });

    public Task DeleteAsync(string kind, string name) => admin.DeleteAsync(PathOf(kind, name));

    public Task<JsonObject?> FindAsync(string kind, string name) => admin.FindAsync(PathOf(kind, name));

    /// <summary>Makes a Secret that may be used, unless <paramref name="use"/> says otherwise.</summary>
    public Task CreateSecretAsync(string name, string key, string value, string use = "true") => admin.PostAsync(Secrets, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["postrider.dev/use"] = use } },
        ["stringData"] = new JsonObject { [key] = value },
    });

    public Task ChangeSecretAsync(string name, string key, string? value) =>
        admin.MergeAsync($"{Secrets}/{name}", value is null
            ? new JsonObject { ["data"] = new JsonObject { [key] = null } }
            : new JsonObject { ["stringData"] = new JsonObject { [key] = value } });

    public Task DeleteSecretAsync(string name) => admin.DeleteAsync($"{Secrets}/{name}");

    /// <summary>Makes a Secret of the type that cert-manager writes.</summary>
    public Task CreateTlsSecretAsync(string name, string certificate, string key, string use = "true") => admin.PostAsync(Secrets, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["postrider.dev/use"] = use } },
        ["type"] = "kubernetes.io/tls",
        ["stringData"] = new JsonObject { ["tls.crt"] = certificate, ["tls.key"] = key },
    });

    public Task ChangeTlsSecretAsync(string name, string certificate, string key) =>
        admin.MergeAsync($"{Secrets}/{name}", new JsonObject { ["stringData"] = new JsonObject { ["tls.crt"] = certificate, ["tls.key"] = key } });

    public Task CreateConfigMapAsync(string name, string key, string value) =>
        admin.PostAsync(ConfigMaps, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = new JsonObject { [key] = value } });

    public Task ChangeConfigMapAsync(string name, string key, string value) =>
        admin.MergeAsync($"{ConfigMaps}/{name}", new JsonObject { ["data"] = new JsonObject { [key] = value } });

    private string ConfigMaps => $"/api/v1/namespaces/{space}/configmaps";

    private string Secrets => $"/api/v1/namespaces/{space}/secrets";

    private string Collection(string kind) => $"/apis/postrider.dev/v1alpha1/namespaces/{space}/{kind.ToLowerInvariant()}s";

    private string PathOf(string kind, string name) => $"{Collection(kind)}/{name}";
}
