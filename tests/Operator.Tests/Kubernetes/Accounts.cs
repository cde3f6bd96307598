using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>Accounts that may do less than the operator's own.</summary>
internal static class Accounts
{
    private const string Name = "limited";

    /// <summary>Rights of the operator but those on Secrets.</summary>
    public const string WithoutSecrets = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: without-secrets }
        rules:
        - { apiGroups: [postrider.dev], resources: [endpoints, topics, schedules], verbs: [get, list, watch] }
        - { apiGroups: [postrider.dev], resources: [endpoints/status, topics/status, schedules/status], verbs: [patch] }
        """;

    /// <summary>Rights of the operator but those on events.</summary>
    public const string WithoutEvents = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: without-events }
        rules:
        - { apiGroups: [postrider.dev], resources: [endpoints, topics, schedules], verbs: [get, list, watch] }
        - { apiGroups: [postrider.dev], resources: [endpoints/status, topics/status, schedules/status], verbs: [patch] }
        - { apiGroups: [""], resources: [secrets], verbs: [get, list, watch] }
        """;

    /// <summary>Makes an account in the namespace and gives it the rights of a role there, and nowhere else.</summary>
    public static async Task<Func<int, Task<Kubeconfig>>> CreateAsync(KubeApiServer server, string space, string role)
    {
        await server.Kubectl.RunAsync("create", "serviceaccount", Name, "-n", space);
        await GrantAsync(server, space, role);
        return port => server.ForServiceAccountAsync(space, Name, port);
    }

    /// <summary>Gives the account of the namespace the rights of another role as well.</summary>
    public static Task GrantAsync(KubeApiServer server, string space, string role) =>
        server.Kubectl.RunAsync("create", "rolebinding", role, "-n", space, $"--clusterrole={role}", $"--serviceaccount={space}:{Name}");
}
