using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Postrider.Dispatcher.Api;

/// <summary>The namespace that a request's token speaks for, in which every look-up stays, and the caller's own address, if known.</summary>
internal sealed record Caller(string Namespace, string? Address)
{
    /// <summary>The caller of a request that passed authentication.</summary>
    public static Caller Of(HttpContext context) => context.Features.GetRequiredFeature<Caller>();
}
