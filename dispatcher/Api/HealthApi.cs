using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Postrider.Dispatcher.Api;

/// <summary><c>/healthz</c>, <c>/readyz</c>: neither asks Redis. A gateway without Redis stays ready and answers 503 itself.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok"));
        routes.MapGet("/readyz", () => Results.Text("ok"));
    }
}
