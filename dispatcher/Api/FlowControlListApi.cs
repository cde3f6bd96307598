using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Api;

/// <summary><c>GET /v2/flowControl</c>: every key of the namespace, or those whose name holds the text of <c>search</c>; written as it is read.</summary>
internal static class FlowControlListApi
{
    public static void MapFlowControlList(this IEndpointRouteBuilder routes) => routes.MapGet("/v2/flowControl", ListAsync);

    private static Task ListAsync(HttpContext context, FlowControlStore keys) => context.Request.Query["search"] is { Count: > 1 } given
        ? ErrorAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, $"search: is given {given.Count} times")
        : context.Response.WriteAsJsonAsync(
            keys.ListAsync(Caller.Of(context).Namespace, ((string?)context.Request.Query["search"] ?? "").Trim()).Select(state => new FlowControlView(state)),
            ApiJson.Default.IAsyncEnumerableFlowControlView, cancellationToken: context.RequestAborted);
}
