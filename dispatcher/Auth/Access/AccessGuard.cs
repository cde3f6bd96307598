using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Api;

namespace Postrider.Dispatcher.Auth.Access;

/// <summary>Asks, for each routed call, for what the table says before anything else is done. What depends on more than path and method is asked by whom it concerns.</summary>
internal sealed class AccessGuard(RequestDelegate next, AccessControl access)
{
    public async Task InvokeAsync(HttpContext context)
    {
        foreach (var call in context.GetEndpoint()?.Metadata.GetOrderedMetadata<ApiCall>() ?? [])
        {
            var caller = Caller.Of(context);
            if (await access.RefusalOfAsync(caller, call.Of(context.Request.RouteValues, caller.Namespace)).ConfigureAwait(false) is { } refusal)
            {
                await ErrorAnswer.WriteAsync(context, refusal).ConfigureAwait(false);
                return;
            }
        }

        await next(context).ConfigureAwait(false);
    }
}
