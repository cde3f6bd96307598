using k8s.Models;
using Postrider.Dispatcher.Auth.Access;

namespace Postrider.Dispatcher.Auth.InCluster;

/// <summary>Who somebody is and what he may do, as Kubernetes has it; null when it cannot be asked.</summary>
internal interface IApiServer
{
    /// <summary>Whose token it is, and for which of the audiences.</summary>
    Task<V1TokenReviewStatus?> ReviewTokenAsync(string token, string audience);

    /// <summary>Whether the user may do it; without a name, to all of the kind.</summary>
    Task<V1SubjectAccessReviewStatus?> ReviewAccessAsync(KubernetesUser user, Right right, string? name, string ns);
}
