using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary><c>POST /v2/publish/{destination}</c>, <c>/v2/enqueue/{queue}/{destination}</c> and <c>/v2/schedules/{destination}</c>.</summary>
internal sealed class PublishApi(RequestDelegate next, PublishService publishing, IOptions<LimitsOptions> limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (PublishPath.Parse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) is not { } path)
        {
            return next(context);
        }

        if (HttpMethods.IsPost(context.Request.Method))
        {
            return PublishAsync(context, path);
        }

        if (path.IsSchedule)
        {
            return next(context); // what follows is a schedule's id then
        }

        context.Response.Headers.Allow = HttpMethods.Post;
        return ErrorAnswer.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "publish and enqueue take POST");
    }

    private async Task PublishAsync(HttpContext context, PublishPath path)
    {
        var read = await RequestBody.ReadAsync(context.Request, limits.Value.MaxMessageSize).ConfigureAwait(false);
        var body = read is null ? (ReadOnlyMemory<byte>?)null : new ReadOnlyMemory<byte>(read); // null alone would be an empty body
        var order = new PublishOrder(path.Target.Destination, PublishInput.From(context.Request.Headers, path.Target.Parameters, path.Queue), body, path.IsSchedule);
        var (outcomes, refusal) = await publishing.PublishAsync([order], Caller.Of(context)).ConfigureAwait(false);
        await (refusal is null ? AnswerAsync(context, outcomes![0]) : ErrorAnswer.WriteAsync(context, refusal)).ConfigureAwait(false);
    }

    private static Task AnswerAsync(HttpContext context, PublishOutcome outcome)
    {
        if (outcome.ScheduleId is { } schedule)
        {
            return context.Response.WriteAsJsonAsync(new(schedule), ApiJson.Default.MadeSchedule);
        }

        if (outcome.IsTopic)
        {
            return context.Response.WriteAsJsonAsync(
                [.. outcome.Messages.Select(message => PublishedMessage.From(message, withUrl: true))], ApiJson.Default.IReadOnlyListPublishedMessage);
        }

        var published = PublishedMessage.From(outcome.Messages[0], withUrl: false);
        context.Response.StatusCode = published.Deduplicated == true ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        var json = JsonSerializer.SerializeToUtf8Bytes(published, ApiJson.Default.PublishedMessage);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length; // known, so not chunked
        return context.Response.BodyWriter.WriteAsync(json).AsTask();
    }
}
