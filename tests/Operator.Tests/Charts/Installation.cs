using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Charts;

/// <summary>An API server of its own with the definitions, and the accounts and rights that the chart makes of a set of values, and no others.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private static readonly string[] Kinds = ["ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"];
    private readonly Rendered rendered;

    private Installation(KubeApiServer server, Rendered rendered) => (Server, this.rendered) = (server, rendered);

    public KubeApiServer Server { get; }

    public static async Task<Installation> StartAsync(string set)
    {
        var installation = new Installation(await KubeApiServer.StartAsync(), Rendered.Of(set));
        await installation.ApplyAsync();
        return installation;
    }

    /// <summary>The file that makes a program <c>operator</c>, <c>gateway</c> or <c>dispatcher</c> of the chart.</summary>
    public Task<Kubeconfig> ConfigOfAsync(string part) => Server.ForServiceAccountAsync(Chart.Namespace, $"postrider-{part}", Server.Port);

    /// <summary>The environment that the chart gives to a program, without what comes from Secrets, and with <see cref="ConfigOfAsync"/>.</summary>
    public async Task<Dictionary<string, string>> EnvironmentOfAsync(string part)
    {
        var environment = Variables.Of(rendered, part).Where(variable => variable.Value is not null).ToDictionary(variable => variable.Name, variable => variable.Value!, StringComparer.Ordinal);
        environment["KUBECONFIG"] = (await ConfigOfAsync(part)).Path;
        return environment;
    }

    /// <summary>Everything that a program's account may do in a namespace, as <c>verb resource.group</c>, whoever granted it.</summary>
    public async Task<IReadOnlyList<string>> RightsOfAsync(string part, string space)
    {
        using var client = new KubeClient(Server.Port, await Server.TokenAsync(Chart.Namespace, $"postrider-{part}", KubeApiServer.Issuer));
        var review = await client.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", new JsonObject { ["spec"] = new JsonObject { ["namespace"] = space } });
        return [.. review["status"]!["resourceRules"]!.AsArray().SelectMany(rule => Of(rule!)).Distinct().Order(StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static IEnumerable<string> Of(JsonNode rule) =>
        from verb in Texts(rule["verbs"]) from @group in Texts(rule["apiGroups"]) from resource in Texts(rule["resources"])
        select $"{verb} {(@group.Length > 0 ? $"{resource}.{@group}" : resource)}";

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(text => text!.GetValue<string>());

    private async Task ApplyAsync()
    {
        await Server.Kubectl.RunAsync("apply", "--validate=false", "-f", Checkout.PathOf("config", "crd")); // this old server knows no CEL
        var items = rendered.Objects.Where(item => Kinds.Contains(item["kind"]!.GetValue<string>())).ToList();
        foreach (var space in items.Select(item => item["metadata"]!["namespace"]?.GetValue<string>()).OfType<string>().Concat(["shop", "elsewhere"]).Distinct())
        {
            await Server.Admin.PostAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = space } });
        }

        var (code, answer) = await Server.Kubectl.TryAsync(string.Join('\n', items.Select(item => item.ToJsonString())), "apply", "-f", "-");
        Assert.True(code == 0, answer);
    }
}
