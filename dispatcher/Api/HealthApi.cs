using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Dispatcher.Hosting;

namespace Postrider.Dispatcher.Api;

/// <summary><c>/healthz</c>, <c>/readyz</c>, <c>/metrics</c>: none asks Redis. A gateway without Redis stays ready and answers 503 itself.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok"));
        routes.MapGet("/readyz", () => Results.Text("ok"));
        routes.MapGet("/metrics", (DispatcherMetrics metrics) => Results.Text(metrics.ToText(), "text/plain; version=0.0.4"));
    }
}
