using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Dispatcher.Signing;

namespace Postrider.Dispatcher.Api;

/// <summary>The keys that verify deliveries of the caller's namespace.</summary>
internal sealed record KeysAnswer(string Current, string Next);

/// <summary><c>GET /v2/keys</c> and <c>POST /v2/keys/rotate</c>.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/keys", ReadAsync);
        routes.MapPost("/v2/keys/rotate", RotateAsync);
        routes.MapPost("/v2/rotate", RotateAsync);
    }

    private static async Task ReadAsync(HttpContext context, SigningKeys keys) =>
        await AnswerAsync(context, await keys.ReadAsync(Caller.Of(context).Namespace).ConfigureAwait(false)).ConfigureAwait(false);

    private static async Task RotateAsync(HttpContext context, SigningKeys keys) =>
        await AnswerAsync(context, await keys.RotateAsync(Caller.Of(context).Namespace).ConfigureAwait(false)).ConfigureAwait(false);

    private static Task AnswerAsync(HttpContext context, SigningKeyPair pair) =>
        context.Response.WriteAsJsonAsync(new(pair.Current, pair.Next), ApiJson.Default.KeysAnswer);
}
