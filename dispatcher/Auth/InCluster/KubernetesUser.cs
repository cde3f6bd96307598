namespace Postrider.Dispatcher.Auth.InCluster;

/// <summary>Somebody whom RBAC knows: name, id and groups as the API server has them.</summary>
internal sealed record KubernetesUser(string Name, string? Uid, IReadOnlyList<string> Groups)
{
    private const string AccountPrefix = "system:serviceaccount:";

    /// <summary>Whom a token of <c>Auth:Tokens</c> is taken for in other namespaces: one of the accounts of its own.</summary>
    public static KubernetesUser OfNamespace(string ns) =>
        new($"postrider:namespace:{ns}", null, ["system:serviceaccounts", $"system:serviceaccounts:{ns}", "system:authenticated"]);

    /// <summary>The namespace, when it is a ServiceAccount; null for any other user.</summary>
    public string? AccountNamespace =>
        Name.StartsWith(AccountPrefix, StringComparison.Ordinal) && Name[AccountPrefix.Length..].Split(':') is [{ Length: > 0 } ns, { Length: > 0 }] ? ns : null;
}
