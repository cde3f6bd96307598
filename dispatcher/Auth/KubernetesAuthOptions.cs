namespace Postrider.Dispatcher.Auth;

/// <summary>Tokens of ServiceAccounts (<c>Auth:Kubernetes:*</c>); who sends one may do what RBAC lets him.</summary>
public sealed class KubernetesAuthOptions
{
    /// <summary>Whether they are accepted. The gateway then needs an API server: that of <c>KUBECONFIG</c>, or the pod's.</summary>
    public bool TokenReview { get; set; }

    /// <summary>What a token must have been made for.</summary>
    public string Audience { get; set; } = "postrider";
}
