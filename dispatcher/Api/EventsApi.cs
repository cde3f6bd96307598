using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Core.Store.Events;
using Postrider.Dispatcher.Events;

namespace Postrider.Dispatcher.Api;

/// <summary>A page of <c>/v2/events</c>; without a cursor it is the last.</summary>
internal sealed record EventPage(string? Cursor, IReadOnlyList<LogEntryView> Events);

/// <summary>A page of <c>/v2/logs</c>; without a cursor it is the last.</summary>
internal sealed record LogPage(string? Cursor, IReadOnlyList<LogEntryView> Logs);

/// <summary><c>/v2/events</c> and <c>/v2/logs</c>: what happened to messages; the same under two names.</summary>
internal static class EventsApi
{
    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/events", (HttpContext context, EventPages pages) => AnswerAsync(
            context, pages, (cursor, entries) => context.Response.WriteAsJsonAsync(new(cursor, entries), ApiJson.Default.EventPage)));
        routes.MapGet("/v2/logs", (HttpContext context, EventPages pages) => AnswerAsync(
            context, pages, (cursor, entries) => context.Response.WriteAsJsonAsync(new(cursor, entries), ApiJson.Default.LogPage)));
    }

    private static async Task AnswerAsync(HttpContext context, EventPages pages, Func<string?, IReadOnlyList<LogEntryView>, Task> answer)
    {
        var ns = Caller.Of(context).Namespace;
        var (filter, error) = EventFilterReader.Read(context.Request, ns);
        if (filter is null)
        {
            await ErrorAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, error!).ConfigureAwait(false);
            return;
        }

        var (entries, next) = await pages.ReadAsync(ns, filter, context.RequestAborted).ConfigureAwait(false);
        await answer(next is { } position ? EventCursor.Write(position, filter, ns) : null, entries).ConfigureAwait(false);
    }
}
