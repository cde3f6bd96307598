using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postrider.Core.Store;
using Postrider.Dispatcher.Auth;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary>Dead letters by id, as a body gives them.</summary>
internal sealed record DeadLetterIds(IReadOnlyList<string?>? DlqIds);

/// <summary>The messages that several dead letters became, in their order.</summary>
internal sealed record RetriedAnswer(IReadOnlyList<PublishedMessage> Responses);

/// <summary><c>POST /v2/dlq/retry</c>: dead letters are sent again, one by its path or several by their ids.</summary>
internal static class DeadLetterRetryApi
{
    private const int MaxBodyBytes = 64 * 1024;

    public static void MapDeadLetterRetry(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/dlq/retry/{dlqId}", RetryAsync);
        routes.MapPost("/v2/dlq/retry", RetryListedAsync);
    }

    private static async Task RetryAsync(HttpContext context, string dlqId, DeadLetterReplay replay)
    {
        var (id, refusal) = await replay.ReplayAsync(Caller.Of(context).Namespace, dlqId, context.Request).ConfigureAwait(false);
        if (refusal is not null)
        {
            await ErrorAnswer.WriteAsync(context, refusal).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(new(id!, null, null), ApiJson.Default.PublishedMessage).ConfigureAwait(false);
    }

    private static async Task RetryListedAsync(HttpContext context, DeadLetterReplay replay, DeadLetterStore letters)
    {
        var ns = Caller.Of(context).Namespace;
        var (ids, refusal) = await ReadIdsAsync(context.Request).ConfigureAwait(false);
        refusal ??= await UnknownAsync(letters, ns, ids!).ConfigureAwait(false);
        var retried = new List<PublishedMessage>();
        for (var at = 0; refusal is null && at < ids!.Count; at++)
        {
            (var id, refusal) = await replay.ReplayAsync(ns, ids[at], context.Request).ConfigureAwait(false);
            if (id is not null)
            {
                retried.Add(new(id, null, null));
            }
            else if (refusal!.Status == StatusCodes.Status404NotFound && retried.Count > 0)
            {
                refusal = null; // somebody else was faster with this one; the others are on their way
            }
        }

        if (refusal is not null)
        {
            await ErrorAnswer.WriteAsync(context, refusal).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(new(retried), ApiJson.Default.RetriedAnswer).ConfigureAwait(false);
    }

    // One that is unknown: none is sent.
    private static async Task<Refusal?> UnknownAsync(DeadLetterStore letters, string ns, IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
        {
            if (await letters.GetAsync(ns, id).ConfigureAwait(false) is null)
            {
                return new(StatusCodes.Status404NotFound, $"dead letter {id} not found");
            }
        }

        return null;
    }

    private static async Task<(IReadOnlyList<string>? Ids, Refusal? Refusal)> ReadIdsAsync(HttpRequest request)
    {
        if (request.Query.Keys.FirstOrDefault(name => !IsRead(name)) is { } unknown)
        {
            return (null, new(StatusCodes.Status400BadRequest, $"{unknown}: this filter is not supported here; name dead letters with dlqIds"));
        }

        if (await RequestBody.ReadAsync(request, MaxBodyBytes).ConfigureAwait(false) is not { } body)
        {
            return (null, new(StatusCodes.Status413PayloadTooLarge, $"a list of dead letters holds at most {MaxBodyBytes} bytes"));
        }

        if (!TryReadBody(body, out var given))
        {
            return (null, new(StatusCodes.Status400BadRequest, """a JSON object such as {"dlqIds":["…"]} is expected"""));
        }

        var ids = DeadLetterFilterReader.ValuesOf(request.Query, "dlqIds").Concat(given).Distinct(StringComparer.Ordinal).ToList();
        return ids.Count is 0 or > DeadLetterFilter.MaxCount
            ? (null, new(StatusCodes.Status400BadRequest, $"dlqIds: from 1 to {DeadLetterFilter.MaxCount} ids are expected"))
            : (ids, null);
    }

    private static bool TryReadBody(byte[] body, out IEnumerable<string> ids)
    {
        ids = [];
        if (body.Length == 0)
        {
            return true;
        }

        try
        {
            ids = JsonSerializer.Deserialize(body, ApiJson.Default.DeadLetterIds)?.DlqIds?.OfType<string>().Where(id => id.Length > 0) ?? [];
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsRead(string name) => name.Equals("dlqIds", StringComparison.OrdinalIgnoreCase)
        || name.Equals(Authentication.QueryParameter, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(HeaderNames.Prefix, StringComparison.OrdinalIgnoreCase);
}
