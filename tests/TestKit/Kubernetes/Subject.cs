using System.Text.Json.Nodes;

namespace Postrider.TestKit.Kubernetes;

/// <summary>Whom a RoleBinding is for.</summary>
public sealed record Subject(string Kind, string Name)
{
    /// <summary>A ServiceAccount, by the name that it has as a user.</summary>
    public static Subject Account(string space, string name) => new("User", $"system:serviceaccount:{space}:{name}");

    /// <summary>All ServiceAccounts of a namespace.</summary>
    public static Subject AccountsOf(string space) => new("Group", $"system:serviceaccounts:{space}");

    public JsonObject ToJson() => new() { ["kind"] = Kind, ["name"] = Name, ["apiGroup"] = "rbac.authorization.k8s.io" };
}
