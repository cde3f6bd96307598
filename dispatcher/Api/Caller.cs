using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Postrider.Dispatcher.Auth.InCluster;

namespace Postrider.Dispatcher.Api;

/// <summary>
/// The namespace that a request's token speaks for, in which every look-up stays, the caller's own address, if known, and the account when the
/// token is that of a ServiceAccount.
/// </summary>
internal sealed record Caller(string Namespace, string? Address, KubernetesUser? Account)
{
    /// <summary>The caller of a request that passed authentication.</summary>
    public static Caller Of(HttpContext context) => context.Features.GetRequiredFeature<Caller>();
}
