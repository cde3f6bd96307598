using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary>The messages that several dead letters became, in their order.</summary>
internal sealed record RetriedAnswer(IReadOnlyList<PublishedMessage> Responses);

/// <summary><c>POST /v2/dlq/retry</c>: dead letters are sent again, one by its path or several by their ids.</summary>
internal static class DeadLetterRetryApi
{
    public static void MapDeadLetterRetry(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/dlq/retry/{dlqId}", RetryAsync);
        routes.MapPost("/v2/dlq/retry", RetryListedAsync);
    }

    private static async Task RetryAsync(HttpContext context, string dlqId, DeadLetterReplay replay)
    {
        var (id, refusal) = await replay.ReplayAsync(Caller.Of(context).Namespace, dlqId, context.Request).ConfigureAwait(false);
        await AnswerAsync(context, refusal, () => AnswerOf(id!), ApiJson.Default.PublishedMessage).ConfigureAwait(false);
    }

    private static async Task RetryListedAsync(HttpContext context, DeadLetterReplay replay)
    {
        var (listed, refusal) = await DeadLetterIds.ReadAsync(context.Request).ConfigureAwait(false);
        IReadOnlyList<string>? ids = null;
        if (refusal is null)
        {
            (ids, refusal) = await replay.ReplayAsync(Caller.Of(context).Namespace, listed!, context.Request).ConfigureAwait(false);
        }

        await AnswerAsync(context, refusal, () => new([.. ids!.Select(AnswerOf)]), ApiJson.Default.RetriedAnswer).ConfigureAwait(false);
    }

    private static Task AnswerAsync<T>(HttpContext context, Refusal? refusal, Func<T> answer, JsonTypeInfo<T> type)
    {
        if (refusal is not null)
        {
            return ErrorAnswer.WriteAsync(context, refusal);
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        return context.Response.WriteAsJsonAsync(answer(), type);
    }

    private static PublishedMessage AnswerOf(string id) => new(id, null, null);
}
