using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Core.Registry;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Api;

/// <summary>A page of dead letters; without a cursor it is the last.</summary>
internal sealed record DeadLetterPage(string? Cursor, IReadOnlyList<MessageView> Messages);

/// <summary><c>/v2/dlq</c>: dead letters are listed, read and removed.</summary>
internal static class DeadLettersApi
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/dlq", ListAsync);
        routes.MapGet("/v2/dlq/{dlqId}", GetAsync);
        routes.MapDelete("/v2/dlq/{dlqId}", DeleteAsync);
    }

    private static async Task ListAsync(HttpContext context, DeadLetterStore letters, RegistryReader registry)
    {
        var (filter, error) = DeadLetterFilterReader.Read(context.Request.Query);
        if (filter is null)
        {
            await ErrorAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, error!).ConfigureAwait(false);
            return;
        }

        var (found, cursor) = await DeadLetterSearch.FindAsync(letters, registry.Current, Caller.Of(context).Namespace, filter).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(
            new(cursor, [.. found.Select(letter => MessageView.From(letter, registry.Current))]), ApiJson.Default.DeadLetterPage).ConfigureAwait(false);
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

    private static Task NotFoundAsync(HttpContext context, string dlqId) =>
        ErrorAnswer.WriteAsync(context, StatusCodes.Status404NotFound, $"dead letter {dlqId} not found");
}
