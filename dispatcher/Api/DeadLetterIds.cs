using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Auth;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>Dead letters that a request names by <c>dlqIds</c>, in its query or in its JSON body.</summary>
internal sealed record DeadLetterIds(IReadOnlyList<string?>? DlqIds)
{
    private const string Parameter = "dlqIds";
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>The ids, each once; any other filter is refused, for it would look like one that had been obeyed.</summary>
    public static async Task<(IReadOnlyList<string>? Ids, Refusal? Refusal)> ReadAsync(HttpRequest request)
    {
        if (request.Query.Keys.FirstOrDefault(name => !IsRead(name)) is { } unknown)
        {
            return Refuse(StatusCodes.Status400BadRequest, $"{unknown}: this filter is not supported here; name dead letters with {Parameter}");
        }

        if (await RequestBody.ReadAsync(request, MaxBodyBytes).ConfigureAwait(false) is not { } body)
        {
            return Refuse(StatusCodes.Status413PayloadTooLarge, $"a list of dead letters holds at most {MaxBodyBytes} bytes");
        }

        if (!TryReadBody(body, out var given))
        {
            return Refuse(StatusCodes.Status400BadRequest, """a JSON object such as {"dlqIds":["…"]} is expected""");
        }

        var ids = FilterReader.ValuesOf(request.Query, Parameter).Concat(given).Distinct(StringComparer.Ordinal).ToList();
        return ids.Count is 0 or > DeadLetterFilter.MaxCount
            ? Refuse(StatusCodes.Status400BadRequest, $"{Parameter}: from 1 to {DeadLetterFilter.MaxCount} ids are expected")
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

    // What bounds and continues a filter means nothing for a list, and comes along with it.
    private static bool IsRead(string name) => name.Equals(Parameter, StringComparison.OrdinalIgnoreCase)
        || name.Equals("count", StringComparison.OrdinalIgnoreCase)
        || name.Equals("cursor", StringComparison.OrdinalIgnoreCase)
        || name.Equals(Authentication.QueryParameter, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(HeaderNames.Prefix, StringComparison.OrdinalIgnoreCase);

    private static (IReadOnlyList<string>?, Refusal?) Refuse(int status, string error) => (null, new(status, error));
}
