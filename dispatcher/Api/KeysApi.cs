using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Dispatcher.Signing;

namespace Postrider.Dispatcher.Api;

/// <summary>The keys that verify deliveries of the caller's namespace.</summary>
internal sealed record KeysAnswer(string Current, string Next);

/// <summary><c>GET /v2/keys</c>.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder routes) => routes.MapGet("/v2/keys", (HttpContext context, SigningKeys keys) =>
    {
        var pair = keys.Of(Caller.Of(context).Namespace);
        return context.Response.WriteAsJsonAsync(new(pair.Current, pair.Next), ApiJson.Default.KeysAnswer);
    });
}
