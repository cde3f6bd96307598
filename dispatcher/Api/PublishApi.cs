using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary><c>POST /v2/publish/{destination}</c>: the destination is taken from the raw request target, which routing would decode and split.</summary>
internal sealed class PublishApi(RequestDelegate next, PublishService publishing, IOptions<LimitsOptions> limits)
{
    private const string Prefix = "/v2/publish/";

    public Task InvokeAsync(HttpContext context)
    {
        var target = PublishTarget.After(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, Prefix);
        if (target is null)
        {
            return next(context);
        }

        if (HttpMethods.IsPost(context.Request.Method))
        {
            return PublishAsync(context, PublishTarget.Parse(target));
        }

        context.Response.Headers.Allow = HttpMethods.Post;
        return ErrorAnswer.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "publish takes POST");
    }

    private async Task PublishAsync(HttpContext context, PublishTarget target)
    {
        if (await RequestBody.ReadAsync(context.Request, limits.Value.MaxMessageSize).ConfigureAwait(false) is not { } body)
        {
            await ErrorAnswer.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, $"quota maxMessageSize exceeded, current limit: {limits.Value.MaxMessageSize}").ConfigureAwait(false);
            return;
        }

        var order = new PublishOrder(target.Destination, PublishInput.From(context.Request.Headers, target.Parameters), body);
        var (outcomes, refusal) = await publishing.PublishAsync([order], Caller.Of(context).Namespace, Caller.Of(context).Address).ConfigureAwait(false);
        await (refusal is null ? AnswerAsync(context, outcomes![0]) : ErrorAnswer.WriteAsync(context, refusal)).ConfigureAwait(false);
    }

    private static Task AnswerAsync(HttpContext context, PublishOutcome outcome)
    {
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
