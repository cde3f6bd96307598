using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Operator.Keeping;

namespace Postrider.Operator.Hosting;

/// <summary>The few paths that the operator answers.</summary>
internal static class OperatorApi
{
    // Apostrophes as they are: nothing here ends up in HTML.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapOperator(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => "ok");
        routes.MapGet("/readyz", (Readiness readiness) => readiness.IsReady
            ? Results.Text("ready")
            : Results.Text("the registry has not been complete since the start, and no other operator leads", statusCode: StatusCodes.Status503ServiceUnavailable));
        routes.MapGet("/resources", (ResourceListing listing) => Results.Text(listing.Write().ToJsonString(Json), "application/json"));
    }
}
