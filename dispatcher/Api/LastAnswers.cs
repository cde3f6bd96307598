using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Postrider.Dispatcher.Api;

/// <summary>While the gateway stops, each answer ends its connection, so that kept ones go to another gateway before this one is gone.</summary>
internal sealed class LastAnswers(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            context.Response.Headers.Connection = "close";
        }

        return next(context);
    }
}
