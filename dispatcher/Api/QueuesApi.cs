using Microsoft.Extensions.Options;
using Postrider.Core.Store;
using Postrider.Dispatcher.Auth.Access;
using Postrider.Dispatcher.Events;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary><c>/v2/queues</c>: queues of the caller's namespace.</summary>
internal static class QueuesApi
{
    public static void MapQueues(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/queues", SetAsync);
        routes.MapGet("/v2/queues", ListAsync);
        routes.MapGet("/v2/queues/{name}", GetAsync);
        routes.MapDelete("/v2/queues/{name}", DeleteAsync);
        routes.MapMethods("/v2/queues/{name}/pause", ["POST", "PATCH"], (HttpContext context, string name, QueueStore queues) => PauseAsync(context, name, queues, paused: true));
        routes.MapMethods("/v2/queues/{name}/resume", ["POST", "PATCH"], (HttpContext context, string name, QueueStore queues) => PauseAsync(context, name, queues, paused: false));
    }

    private static async Task SetAsync(HttpContext context, QueueStore queues, AccessControl access, IOptions<QueueLimits> limits)
    {
        var (settings, refusal) = await QueueSettings.ReadAsync(context.Request, limits.Value).ConfigureAwait(false);
        var caller = Caller.Of(context);
        refusal ??= await access.RefusalOfAsync(caller, new AccessRequest(Rights.ChangeQueue, settings!.Name, caller.Namespace)).ConfigureAwait(false);
        await (refusal is null
            ? ApplyAsync(context, queues, settings!, limits.Value)
            : ErrorAnswer.WriteAsync(context, refusal)).ConfigureAwait(false);
    }

    private static async Task ApplyAsync(HttpContext context, QueueStore queues, QueueSettings settings, QueueLimits limits)
    {
        if (!await queues.SetAsync(Caller.Of(context).Namespace, settings.Name, settings.Parallelism, settings.Paused).ConfigureAwait(false))
        {
            await ErrorAnswer.WriteAsync(context, QueueQuota.Refuse(limits)).ConfigureAwait(false);
        }
    }

    private static async Task ListAsync(HttpContext context, QueueStore queues)
    {
        var listed = await queues.ListAsync(Caller.Of(context).Namespace).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync([.. listed.Select(QueueView.Of)], ApiJson.Default.IReadOnlyListQueueView).ConfigureAwait(false);
    }

    private static async Task GetAsync(HttpContext context, string name, QueueStore queues)
    {
        var queue = await queues.GetAsync(Caller.Of(context).Namespace, name).ConfigureAwait(false);
        await (queue is null
            ? ErrorAnswer.WriteAsync(context, StatusCodes.Status404NotFound, $"queue {name} not found")
            : context.Response.WriteAsJsonAsync(QueueView.Of(queue), ApiJson.Default.QueueView)).ConfigureAwait(false);
    }

    // What is not there is deleted already, but what no queue can be called is a mistake.
    private static Task DeleteAsync(HttpContext context, string name, QueueStore queues, EventLog events) => NameRules.IsQueue(name)
        ? queues.DeleteAsync(Caller.Of(context).Namespace, name, events.Canceled)
        : ErrorAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, QueueSettings.NameExpected);

    // One that is not there yet is made, so that it can be paused before anything comes.
    private static async Task PauseAsync(HttpContext context, string name, QueueStore queues, bool paused)
    {
        var limits = context.RequestServices.GetRequiredService<IOptions<QueueLimits>>().Value;
        if (!NameRules.IsQueue(name))
        {
            await ErrorAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, QueueSettings.NameExpected).ConfigureAwait(false);
        }
        else if (!await queues.SetAsync(Caller.Of(context).Namespace, name, parallelism: null, paused).ConfigureAwait(false))
        {
            await ErrorAnswer.WriteAsync(context, QueueQuota.Refuse(limits)).ConfigureAwait(false);
        }
    }
}
