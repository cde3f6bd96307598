using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Scheduling;

namespace Postrider.Dispatcher.Api;

/// <summary><c>/v2/schedules</c>: schedules of the caller's namespace are read, paused and removed. They are made as messages are published.</summary>
internal static class SchedulesApi
{
    private static readonly string[] Verbs = ["PATCH", "POST", "PUT"]; // clients send the first, the description says the second

    public static void MapSchedules(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/schedules", ListAsync);
        routes.MapGet("/v2/schedules/{id}", GetAsync);
        routes.MapDelete("/v2/schedules/{id}", (HttpContext context, string id, ScheduleChanges schedules) =>
            AnswerAsync(context, schedules.DeleteAsync(NameOf(context, id))));
        routes.MapMethods("/v2/schedules/{id}/pause", Verbs, (HttpContext context, string id, ScheduleChanges schedules) =>
            AnswerAsync(context, schedules.PauseAsync(NameOf(context, id), paused: true)));
        routes.MapMethods("/v2/schedules/{id}/resume", Verbs, (HttpContext context, string id, ScheduleChanges schedules) =>
            AnswerAsync(context, schedules.PauseAsync(NameOf(context, id), paused: false)));
    }

    // Piece by piece: the protocol knows no pages here, and each may hold a body.
    private static async Task ListAsync(HttpContext context, ScheduleReader schedules, RegistryReader registry)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartArray();
            await foreach (var schedule in schedules.ListAsync(Caller.Of(context).Namespace).ConfigureAwait(false))
            {
                JsonSerializer.Serialize(writer, ScheduleView.From(schedule, registry.Current), ApiJson.Default.ScheduleView);
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }

            writer.WriteEndArray();
        }
    }

    private static async Task GetAsync(HttpContext context, string id, ScheduleReader schedules, RegistryReader registry)
    {
        var schedule = await schedules.GetAsync(NameOf(context, id)).ConfigureAwait(false);
        await (schedule is null
            ? ErrorAnswer.WriteAsync(context, ScheduleChanges.NotFound(NameOf(context, id)))
            : context.Response.WriteAsJsonAsync(ScheduleView.From(schedule, registry.Current), ApiJson.Default.ScheduleView)).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpContext context, Task<Refusal?> change)
    {
        if (await change.ConfigureAwait(false) is { } refusal)
        {
            await ErrorAnswer.WriteAsync(context, refusal).ConfigureAwait(false);
        }
    }

    private static ResourceName NameOf(HttpContext context, string id) => new(Caller.Of(context).Namespace, id);
}
