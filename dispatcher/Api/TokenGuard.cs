using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Auth;

namespace Postrider.Dispatcher.Api;

/// <summary>Lets a request into <c>/v2</c> only with an accepted token.</summary>
internal sealed class TokenGuard(RequestDelegate next, TokenTable tokens)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/v2", StringComparison.OrdinalIgnoreCase))
        {
            return next(context);
        }

        if (!Authentication.TryAuthenticate(context.Request, tokens, out var ns))
        {
            return ErrorAnswer.WriteAsync(context, StatusCodes.Status401Unauthorized, "unable to authenticate: invalid token");
        }

        context.Features.Set(new Caller(ns));
        return next(context);
    }
}
