using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Postrider.Dispatcher.Auth;
using Postrider.Dispatcher.Network;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>
/// Lets a request into <c>/v2</c> only with an accepted token, and one that may only read no further than that: by its path, which routing goes by, and by its raw target, which publishing
/// goes by. Dot segments of a destination shorten the one and not the other.
/// </summary>
internal sealed class TokenGuard(RequestDelegate next, TokenTable tokens, TrustedProxies proxies)
{
    private const string Guarded = "/v2";

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Guarded, StringComparison.OrdinalIgnoreCase)
            && PublishTarget.After(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, Guarded) is null)
        {
            return next(context);
        }

        if (!Authentication.TryAuthenticate(context.Request, tokens, out var grant))
        {
            return ErrorAnswer.WriteAsync(context, StatusCodes.Status401Unauthorized, "unable to authenticate: invalid token");
        }

        if (grant.ReadOnly && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return ErrorAnswer.WriteAsync(context, StatusCodes.Status403Forbidden, "this token may only read");
        }

        context.Features.Set(new Caller(grant.Namespace, proxies.CallerOf(context.Connection.RemoteIpAddress, context.Request.Headers["X-Forwarded-For"])?.ToString()));
        return next(context);
    }
}
