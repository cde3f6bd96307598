using System.Text.Json.Nodes;

namespace Postrider.TestKit.Kubernetes;

/// <summary>Gives rights, and waits until the server's authorizer has seen them: an answer that comes too early would be remembered.</summary>
public static class Grants
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private const string Reviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    /// <summary>A Role and a RoleBinding of their own in a namespace.</summary>
    public static async Task GrantAsync(this KubeClient admin, string space, Subject subject, params Rule[] rules)
    {
        if (rules.Length == 0)
        {
            return;
        }

        var name = $"granted-{Guid.NewGuid():N}"[..24];
        await admin.PostAsync($"{Rbac}/namespaces/{space}/roles", new JsonObject { ["metadata"] = Named(name), ["rules"] = new JsonArray([.. rules.Select(rule => rule.ToJson())]) });
        await admin.BindAsync(space, subject, "Role", name);
        foreach (var rule in rules)
        {
            await Eventually.IsTrueAsync(() => admin.IsAllowedAsync(space, subject, rule), $"{subject} may {rule}");
        }
    }

    /// <summary>A RoleBinding to a role that is there.</summary>
    public static Task BindAsync(this KubeClient admin, string space, Subject subject, string kind, string role) =>
        admin.PostAsync($"{Rbac}/namespaces/{space}/rolebindings", new JsonObject
        {
            ["metadata"] = Named($"{role}-{Guid.NewGuid():N}"[..(role.Length + 8)]),
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = kind, ["name"] = role },
            ["subjects"] = new JsonArray(subject.ToJson()),
        });

    /// <summary>What the server says, to whoever asks.</summary>
    public static async Task<bool> IsAllowedAsync(this KubeClient admin, string space, Subject subject, Rule rule)
    {
        var spec = new JsonObject { ["resourceAttributes"] = rule.ToAttributes(space) };
        spec[subject.Kind == "Group" ? "groups" : "user"] = subject.Kind == "Group" ? new JsonArray(subject.Name) : subject.Name;
        var answer = await admin.PostAsync(Reviews, new JsonObject { ["spec"] = spec });
        return answer["status"]!["allowed"]!.GetValue<bool>();
    }

    private static JsonObject Named(string name) => new() { ["name"] = name };
}
