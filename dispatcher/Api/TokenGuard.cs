using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Dispatcher.Auth;
using Postrider.Dispatcher.Auth.InCluster;
using Postrider.Dispatcher.Network;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>
/// Lets a request into <c>/v2</c> only with an accepted token, and one that may only read no further than that: by its path, which routing goes by, and by its raw target, which publishing
/// goes by. Dot segments of a destination shorten the one and not the other. Configured tokens come first: what is none of them may be that of a ServiceAccount.
/// </summary>
internal sealed class TokenGuard(RequestDelegate next, TokenTable tokens, TrustedProxies proxies, IServiceProvider services)
{
    private const string Guarded = "/v2";
    private readonly TokenReviews? reviews = services.GetService<TokenReviews>();

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Guarded, StringComparison.OrdinalIgnoreCase)
            && PublishTarget.After(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, Guarded) is null)
        {
            return next(context);
        }

        var token = Authentication.TokenOf(context.Request);
        if (token is not null && tokens.Find(token) is { } grant)
        {
            return grant.ReadOnly && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
                ? ErrorAnswer.WriteAsync(context, StatusCodes.Status403Forbidden, "this token may only read")
                : PassAsync(context, grant.Namespace, account: null);
        }

        return token is not null && reviews is not null ? ReviewAsync(context, token) : RefuseAsync(context);
    }

    private async Task ReviewAsync(HttpContext context, string token)
    {
        var verdict = await reviews!.ReviewAsync(token).ConfigureAwait(false);
        await (verdict switch
        {
            TokenVerdict.Accepted accepted => PassAsync(context, accepted.Namespace, accepted.User),
            TokenVerdict.NotKnown => ErrorAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "the Kubernetes API cannot be asked whose token this is; try again"),
            _ => RefuseAsync(context),
        }).ConfigureAwait(false);
    }

    private Task PassAsync(HttpContext context, string ns, KubernetesUser? account)
    {
        context.Features.Set(new Caller(ns, proxies.CallerOf(context.Connection.RemoteIpAddress, context.Request.Headers["X-Forwarded-For"])?.ToString(), account));
        return next(context);
    }

    private static Task RefuseAsync(HttpContext context) =>
        ErrorAnswer.WriteAsync(context, StatusCodes.Status401Unauthorized, "unable to authenticate: invalid token");
}
