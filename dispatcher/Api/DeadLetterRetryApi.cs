using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary>The messages that several dead letters became, in their order; with a cursor there are more.</summary>
internal sealed record RetriedAnswer(string? Cursor, IReadOnlyList<PublishedMessage> Responses);

/// <summary><c>POST /v2/dlq/retry</c>: dead letters are sent again, one by its path, or several by their ids or a filter.</summary>
internal static class DeadLetterRetryApi
{
    public static void MapDeadLetterRetry(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/dlq/retry/{dlqId}", RetryAsync);
        routes.MapPost("/v2/dlq/retry", RetryManyAsync);
    }

    private static async Task RetryAsync(HttpContext context, string dlqId, DeadLetterReplay replay)
    {
        var (id, refusal) = await replay.ReplayAsync(Caller.Of(context), dlqId, context.Request).ConfigureAwait(false);
        await AnswerAsync(context, refusal, () => AnswerOf(id!), ApiJson.Default.PublishedMessage).ConfigureAwait(false);
    }

    private static async Task RetryManyAsync(HttpContext context, DeadLetterReplay replay, DeadLetterSearch search)
    {
        var ns = Caller.Of(context).Namespace;
        DeadLetterFilter? filter = null;
        var refusal = BulkPath.RefusalOf(context.Request);
        if (refusal is null)
        {
            (filter, refusal) = await DeadLetterFilterReader.ReadBulkAsync(context.Request, ns, WithoutSettings(context.Request.Query)).ConfigureAwait(false);
        }

        IReadOnlyList<string>? ids = null;
        string? cursor = null;
        if (refusal is null)
        {
            (var found, cursor) = filter!.DlqIds is { } listed ? (listed, null) : await search.FindAsync(ns, filter).ConfigureAwait(false);
            (ids, refusal) = await replay.ReplayAsync(Caller.Of(context), found, filter.DlqIds is not null, context.Request).ConfigureAwait(false);
        }

        await AnswerAsync(context, refusal, () => new(cursor, [.. ids!.Select(AnswerOf)]), ApiJson.Default.RetriedAnswer).ConfigureAwait(false);
    }

    // What configures the new messages may stand in the query beside the filters.
    private static QueryCollection WithoutSettings(IQueryCollection query) =>
        new(query.Where(parameter => !parameter.Key.StartsWith(HeaderNames.Prefix, StringComparison.OrdinalIgnoreCase)).ToDictionary(StringComparer.OrdinalIgnoreCase));

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
