using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>The protocol's error shape, <c>{"error":"text"}</c>, for every answer that is not 2xx.</summary>
internal sealed record ErrorAnswer(string Error)
{
    private const string RetryAfterSeconds = "2";

    public static Task WriteAsync(HttpContext context, Refusal refusal) => WriteAsync(context, refusal.Status, refusal.Error);

    public static Task WriteAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        if (status is StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
        else if (status is StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers["Burst-RateLimit-Limit"] = "0";
            context.Response.Headers["Burst-RateLimit-Remaining"] = "0";
            context.Response.Headers["Burst-RateLimit-Reset"] = DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return context.Response.WriteAsJsonAsync(new ErrorAnswer(error), ApiJson.Default.ErrorAnswer);
    }
}
