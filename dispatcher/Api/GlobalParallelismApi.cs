using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Api;

/// <summary>All deliveries of a namespace: most at once (0 = no cap), and how many are in flight.</summary>
internal sealed record GlobalParallelismAnswer(int ParallelismMax, int ParallelismCount);

/// <summary><c>GET /v2/globalParallelism</c>.</summary>
internal static class GlobalParallelismApi
{
    public static void MapGlobalParallelism(this IEndpointRouteBuilder routes) => routes.MapGet("/v2/globalParallelism", async (HttpContext context, ParallelismStore store) =>
    {
        var (max, count) = await store.ReadAsync(Caller.Of(context).Namespace).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(new(max, count), ApiJson.Default.GlobalParallelismAnswer).ConfigureAwait(false);
    });
}
