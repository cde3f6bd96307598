using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Cancelling;
using Postrider.Dispatcher.Events;

namespace Postrider.Dispatcher.Api;

/// <summary>How many messages were cancelled.</summary>
internal sealed record CancelledAnswer(int Cancelled);

/// <summary><c>/v2/messages</c>: messages are read, and cancelled one by one or in bulk.</summary>
internal static class MessagesApi
{
    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/messages/{id}", GetAsync);
        routes.MapDelete("/v2/messages/{id}", CancelAsync);
        routes.MapDelete("/v2/messages", CancelManyAsync);
    }

    private static async Task GetAsync(HttpContext context, string id, MessageStore messages, RegistryReader registry)
    {
        var message = MessageId.TryParse(id, out var parsed) ? await messages.GetAsync(Caller.Of(context).Namespace, parsed).ConfigureAwait(false) : null;
        await (message is null
            ? NotFoundAsync(context, id)
            : context.Response.WriteAsJsonAsync(MessageView.From(message, registry.Current), ApiJson.Default.MessageView)).ConfigureAwait(false);
    }

    private static async Task CancelAsync(HttpContext context, string id, MessageStore messages, EventLog events)
    {
        var cancelled = MessageId.TryParse(id, out var parsed) ? await messages.CancelAsync(Caller.Of(context).Namespace, parsed).ConfigureAwait(false) : null;
        if (cancelled is not null)
        {
            events.Canceled(cancelled);
        }

        await (cancelled is not null
            ? context.Response.WriteAsJsonAsync(new CancelledAnswer(1), ApiJson.Default.CancelledAnswer)
            : NotFoundAsync(context, id)).ConfigureAwait(false);
    }

    private static async Task CancelManyAsync(HttpContext context, BulkCancel cancelling)
    {
        var (filter, refusal) = await CancelFilterReader.ReadAsync(context.Request).ConfigureAwait(false);
        if ((BulkPath.RefusalOf(context.Request) ?? refusal) is { } refused)
        {
            await ErrorAnswer.WriteAsync(context, refused).ConfigureAwait(false);
            return;
        }

        var cancelled = await cancelling.RunAsync(Caller.Of(context).Namespace, filter!, context.RequestAborted).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(new CancelledAnswer(cancelled), ApiJson.Default.CancelledAnswer).ConfigureAwait(false);
    }

    private static Task NotFoundAsync(HttpContext context, string id) => ErrorAnswer.WriteAsync(context, StatusCodes.Status404NotFound, $"message {id} not found");
}
