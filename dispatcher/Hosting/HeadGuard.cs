using Microsoft.AspNetCore.Http;

namespace Postrider.Dispatcher.Hosting;

/// <summary>Tells the <see cref="HeadMeter"/> of a connection where a request's head ends, and when its answer does.</summary>
internal sealed class HeadGuard(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var meter = context.Features.Get<HeadMeter>();
        meter?.HeadEnds();
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            meter?.RequestEnds();
        }
    }
}
