using k8s.Models;
using Postrider.Dispatcher.Auth.Access;
using Postrider.Dispatcher.Auth.InCluster;

namespace Postrider.Dispatcher.Tests.Auth.InCluster;

/// <summary>Answers as it is told, and counts.</summary>
internal sealed class FakeApiServer : IApiServer
{
    public bool IsAway { get; set; }

    /// <summary>What happens while it looks an access up.</summary>
    public Action? WhileAsked { get; set; }

    public int TokensAsked { get; private set; }

    public int AccessesAsked { get; private set; }

    public V1TokenReviewStatus Token { get; set; } = Accepted("system:serviceaccount:shop:web");

    /// <summary>What is allowed, as <c>verb resource/name namespace</c>.</summary>
    public HashSet<string> Allowed { get; } = [];

    public static V1TokenReviewStatus Accepted(string user, params string[] audiences) => new()
    {
        Authenticated = true,
        Audiences = audiences.Length == 0 ? ["postrider"] : audiences,
        User = new() { Username = user, Uid = "uid", Groups = ["system:serviceaccounts"] },
    };

    public Task<V1TokenReviewStatus?> ReviewTokenAsync(string token, string audience)
    {
        TokensAsked++;
        return Task.FromResult(IsAway ? null : Token);
    }

    public Task<V1SubjectAccessReviewStatus?> ReviewAccessAsync(KubernetesUser user, Right right, string? name, string ns)
    {
        AccessesAsked++;
        WhileAsked?.Invoke();
        return Task.FromResult(IsAway ? null : new V1SubjectAccessReviewStatus { Allowed = Allowed.Contains($"{right.Verb} {right.Resource}/{name} {ns}") });
    }
}
