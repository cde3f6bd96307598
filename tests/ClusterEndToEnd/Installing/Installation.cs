using Postrider.ClusterEndToEnd.Cluster;

namespace Postrider.ClusterEndToEnd.Installing;

/// <summary>A kustomization of ours beside Postrider's manifests, as the README has it: it names the images.</summary>
internal sealed class Installation
{
    private readonly string folder;
    private readonly bool validates;

    private Installation(string folder, bool validates) => (this.folder, this.validates) = (folder, validates);

    /// <summary>The kustomization of a checkout.</summary>
    public static Installation OfCheckout(Settings settings, string checkout, string tag, ServerAbilities server)
    {
        var folder = Directory.CreateDirectory(Path.Combine(settings.Work, "kustomize")).FullName;
        return Write(folder, Path.GetRelativePath(folder, Path.Combine(checkout, "config", "default")), settings, tag, server);
    }

    /// <summary>Manifests that were rendered from the chart.</summary>
    public static async Task<Installation> OfChartAsync(Settings settings, string checkout, string tag, ServerAbilities server, CancellationToken cancel)
    {
        var folder = Directory.CreateDirectory(Path.Combine(settings.Work, $"chart-{tag}")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "rendered.yaml"), await Chart.RenderAsync(settings, checkout, tag, cancel), cancel);
        return Write(folder, "rendered.yaml", settings, tag, server);
    }

    /// <summary>What the cluster already has of that, before it is applied.</summary>
    public async Task<IReadOnlyList<string>> ExistingAsync(Kubectl kubectl, CancellationToken cancel) =>
        (await kubectl.MustAsync(["get", "-k", folder, "--ignore-not-found", "-o", "name"], cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public Task ApplyAsync(Kubectl kubectl, CancellationToken cancel) =>
        kubectl.MustAsync(["apply", "-k", folder, .. validates ? Array.Empty<string>() : ["--validate=false"]], cancel);

    /// <summary>Deletes all that was applied, and waits until it is gone.</summary>
    public Task DeleteAsync(Kubectl kubectl, CancellationToken cancel) =>
        kubectl.MustAsync(["delete", "-k", folder, "--ignore-not-found", "--timeout=120s"], cancel);

    private static Installation Write(string folder, string resource, Settings settings, string tag, ServerAbilities server)
    {
        var redis = settings.RedisImage.LastIndexOf(':');
        File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), $$"""
            resources: ["{{resource}}"]
            images:
            - { name: postrider-operator, newName: {{settings.Registry}}/postrider-operator, newTag: "{{tag}}" }
            - { name: postrider-dispatcher, newName: {{settings.Registry}}/postrider-dispatcher, newTag: "{{tag}}" }
            - { name: redis, newName: "{{settings.RedisImage[..redis]}}", newTag: "{{settings.RedisImage[(redis + 1)..]}}" }
            {{(server.HasPolicyV1 ? "" : OldBudgets)}}
            """);
        return new Installation(folder, server.HasPolicyV1);
    }

    // A server that old also stumbles over the rules in the definitions when kubectl validates them.
    private const string OldBudgets = """
        patches:
        - target: { kind: PodDisruptionBudget }
          patch: '[{ "op": "replace", "path": "/apiVersion", "value": "policy/v1beta1" }]'
        """;
}
