using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Postrider.Dispatcher.Api;

/// <summary>The namespace that a request's token speaks for; every look-up stays inside it.</summary>
internal sealed record Caller(string Namespace)
{
    /// <summary>The caller of a request that passed authentication.</summary>
    public static Caller Of(HttpContext context) => context.Features.GetRequiredFeature<Caller>();
}
