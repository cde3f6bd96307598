using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Dispatcher.Scaling;

namespace Postrider.Dispatcher.Api;

/// <summary>The load as autoscalers read it.</summary>
/// <param name="Waiting">Messages that wait for an attempt, now or later.</param>
/// <param name="InFlight">Messages that workers hold.</param>
/// <param name="LanesDue">Lanes and schedules that a worker would take up now.</param>
/// <param name="NextDueAt">Unix ms of the earliest message or schedule that is due or will be; null = none.</param>
internal sealed record ScalingAnswer(long Waiting, long InFlight, long LanesDue, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? NextDueAt);

/// <summary><c>GET /scaling</c>: how much there is to do, over all namespaces, whether or not a worker runs.</summary>
internal static class ScalingApi
{
    public static void MapScaling(this IEndpointRouteBuilder routes) => routes.MapGet("/scaling", async (HttpContext context, LoadReader reader) =>
    {
        var load = await reader.ReadAsync().ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(new(load.Waiting, load.InFlight, load.Due, load.NextDueMs), ApiJson.Default.ScalingAnswer).ConfigureAwait(false);
    });
}
