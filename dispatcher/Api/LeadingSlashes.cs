using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Postrider.Dispatcher.Api;

/// <summary>Clients that are given a base URL with a slash at its end put one more in front of every path: it means nothing.</summary>
internal sealed class LeadingSlashes(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        if (request.RawTarget.StartsWith("//", StringComparison.Ordinal))
        {
            request.RawTarget = "/" + request.RawTarget.TrimStart('/');
            context.Request.Path = "/" + context.Request.Path.Value!.TrimStart('/');
        }

        return next(context);
    }
}
