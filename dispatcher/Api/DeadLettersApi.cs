using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Auth;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary>A page of dead letters, newest first; without a cursor it is the last.</summary>
internal sealed record DeadLetterPage(string? Cursor, IReadOnlyList<MessageView> Messages);

/// <summary><c>/v2/dlq</c>: dead letters are listed, read, removed and sent again.</summary>
internal static class DeadLettersApi
{
    private const int MaxCount = 100;

    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/dlq", ListAsync);
        routes.MapGet("/v2/dlq/{dlqId}", GetAsync);
        routes.MapDelete("/v2/dlq/{dlqId}", DeleteAsync);
        routes.MapPost("/v2/dlq/retry/{dlqId}", RetryAsync);
    }

    private static async Task ListAsync(HttpContext context, DeadLetterStore letters, RegistryReader registry)
    {
        if (ReadPage(context.Request.Query, out var cursor, out var count) is { } error)
        {
            await ErrorAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, error).ConfigureAwait(false);
            return;
        }

        var found = await letters.ListAsync(Caller.Of(context).Namespace, cursor, count + 1).ConfigureAwait(false);
        var page = found.Take(count).Select(letter => MessageView.From(letter, registry.Current)).ToList();
        await context.Response.WriteAsJsonAsync(
            new(found.Count > count ? page[^1].DlqId : null, page), ApiJson.Default.DeadLetterPage).ConfigureAwait(false);
    }

    private static async Task GetAsync(HttpContext context, string dlqId, DeadLetterStore letters, RegistryReader registry)
    {
        var letter = await letters.GetAsync(Caller.Of(context).Namespace, dlqId).ConfigureAwait(false);
        await (letter is null
            ? NotFoundAsync(context, dlqId)
            : context.Response.WriteAsJsonAsync(MessageView.From(letter, registry.Current), ApiJson.Default.MessageView)).ConfigureAwait(false);
    }

    private static async Task DeleteAsync(HttpContext context, string dlqId, DeadLetterStore letters)
    {
        if (!await letters.DeleteAsync(Caller.Of(context).Namespace, dlqId).ConfigureAwait(false))
        {
            await NotFoundAsync(context, dlqId).ConfigureAwait(false);
        }
    }

    private static async Task RetryAsync(HttpContext context, string dlqId, DeadLetterReplay replay)
    {
        var (id, refusal) = await replay.ReplayAsync(Caller.Of(context).Namespace, dlqId, context.Request).ConfigureAwait(false);
        if (refusal is not null)
        {
            await ErrorAnswer.WriteAsync(context, refusal).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(new(id!, null, null), ApiJson.Default.PublishedMessage).ConfigureAwait(false);
    }

    // A filter that is not served must not look like one that matched everything.
    private static string? ReadPage(IQueryCollection query, out string? cursor, out int count)
    {
        (cursor, count) = (null, MaxCount);
        if (query.Keys.FirstOrDefault(key => key is not ("cursor" or "count" or Authentication.QueryParameter)) is { } unknown)
        {
            return $"{unknown}: this filter is not supported yet";
        }

        if (query["count"] is [{ Length: > 0 } given] && (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count == 0))
        {
            return $"count: '{given}' is not a whole number from 1 to {MaxCount}";
        }

        count = Math.Min(count, MaxCount);
        cursor = query["cursor"] is [{ Length: > 0 } from] ? from : null;
        return cursor is null || long.TryParse(cursor.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : $"cursor: '{cursor}' is not one of ours";
    }

    private static Task NotFoundAsync(HttpContext context, string dlqId) =>
        ErrorAnswer.WriteAsync(context, StatusCodes.Status404NotFound, $"dead letter {dlqId} not found");
}
