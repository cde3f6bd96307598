using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Api;

/// <summary>Turns what went wrong into the protocol's error shape; no stack trace leaves the program.</summary>
internal sealed partial class ErrorGuard(RequestDelegate next, ILogger<ErrorGuard> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null })
            {
                await ErrorAnswer.WriteAsync(context, context.Response.StatusCode, TextOf(context)).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await AnswerAsync(context, exception).ConfigureAwait(false);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case StoreUnavailableException or RedisConnectionException or RedisTimeoutException or TimeoutException:
                return ErrorAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "the message store cannot be reached; try again");
            case RedisServerException when RedisRefusal.IsPassing(exception) || RedisRefusal.IsFull(exception):
                return ErrorAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "the message store takes nothing at the moment; try again");
            case GatewayFullException:
                return ErrorAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, exception.Message);
            case BadHttpRequestException bad:
                return ErrorAnswer.WriteAsync(context, bad.StatusCode, bad.Message);
            default:
                RequestFailed(exception, context.Request.Path);
                return ErrorAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError, "internal error");
        }
    }

    private static string TextOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"{context.Request.Path} not found",
        StatusCodes.Status405MethodNotAllowed => $"method {context.Request.Method} is not allowed here",
        var status => $"status {status}",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Path} failed.")]
    private partial void RequestFailed(Exception exception, string path);
}
