using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Postrider.Dispatcher.Hosting;

/// <summary>Tells the <see cref="HeadMeter"/> of a connection where a request's head ends, and when its answer does.</summary>
internal sealed class HeadGuard(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<HeadMeter>() is not { } meter)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        meter.HeadEnds();
        CloseWhenRefused(context);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            meter.RequestEnds(context.Request.ContentLength ?? 0);
        }
    }

    // Of a body whose length was not told nobody knows where the next head begins, when it was not read.
    private static void CloseWhenRefused(HttpContext context)
    {
        if (context.Request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            context.Response.OnStarting(() =>
            {
                if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
                {
                    context.Response.Headers.Connection = "close";
                }

                return Task.CompletedTask;
            });
        }
    }
}
