using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Core.Registry;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Api;

/// <summary>A page of dead letters; without a cursor it is the last.</summary>
internal sealed record DeadLetterPage(string? Cursor, IReadOnlyList<MessageView> Messages);

/// <summary>How many dead letters were removed; with a cursor there are more.</summary>
internal sealed record DeletedAnswer(string? Cursor, int Deleted);

/// <summary><c>/v2/dlq</c>: dead letters are listed, read and removed.</summary>
internal static class DeadLettersApi
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/dlq", ListAsync);
        routes.MapDelete("/v2/dlq", DeleteManyAsync);
        routes.MapGet("/v2/dlq/{dlqId}", GetAsync);
        routes.MapDelete("/v2/dlq/{dlqId}", DeleteAsync);
    }

    private static async Task ListAsync(HttpContext context, DeadLetterSearch search, RegistryReader registry, BodyBudget budget)
    {
        var ns = Caller.Of(context).Namespace;
        var (filter, refusal) = DeadLetterFilterReader.Read(context.Request, ns);
        if (filter is null)
        {
            await ErrorAnswer.WriteAsync(context, refusal!).ConfigureAwait(false);
            return;
        }

        using var room = budget.Open(ns);
        await room.GrowAsync(DeadLetterSearch.PageBytes, context.RequestAborted).ConfigureAwait(false);
        var (page, cursor) = await search.ReadAsync(ns, filter).ConfigureAwait(false);
        room.Shrink(page.Sum(DeadLetterSearch.BytesOf));
        await context.Response.WriteAsJsonAsync(
            new(cursor, [.. page.Select(letter => MessageView.From(letter, registry.Current))]), ApiJson.Default.DeadLetterPage).ConfigureAwait(false);
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

    private static async Task DeleteManyAsync(HttpContext context, DeadLetterSearch search, DeadLetterStore letters)
    {
        if (BulkPath.RefusalOf(context.Request) is { } emptyId)
        {
            await ErrorAnswer.WriteAsync(context, emptyId).ConfigureAwait(false);
            return;
        }

        var ns = Caller.Of(context).Namespace;
        var (filter, refusal) = await DeadLetterFilterReader.ReadBulkAsync(context.Request, ns).ConfigureAwait(false);
        if (filter is null)
        {
            await ErrorAnswer.WriteAsync(context, refusal!).ConfigureAwait(false);
            return;
        }

        var (found, cursor) = filter.DlqIds is { } listed ? (listed, null) : await search.FindAsync(ns, filter).ConfigureAwait(false);
        var deleted = await letters.DeleteAsync(ns, found).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(new(cursor, deleted.Count(isDeleted => isDeleted)), ApiJson.Default.DeletedAnswer).ConfigureAwait(false);
    }

    private static Task NotFoundAsync(HttpContext context, string dlqId) =>
        ErrorAnswer.WriteAsync(context, StatusCodes.Status404NotFound, $"dead letter {dlqId} not found");
}
