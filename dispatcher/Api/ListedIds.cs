using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>
/// Ids that a bulk request lists in its JSON body, such as <c>{"dlqIds":["…"]}</c>. What is not understood is refused: a misspelt list must
/// not become a request for everything.
/// </summary>
internal static class ListedIds
{
    public const int MaxIds = 1000;
    private const int MaxBodyBytes = 256 * 1024;

    /// <summary>The ids, each once; null when the body is empty or an empty object.</summary>
    public static async Task<(IReadOnlyList<string>? Ids, Refusal? Refusal)> ReadAsync(HttpRequest request, string property)
    {
        if (await RequestBody.ReadAsync(request, MaxBodyBytes).ConfigureAwait(false) is not { } body)
        {
            return (null, new(StatusCodes.Status413PayloadTooLarge, $"{property}: a list holds at most {MaxBodyBytes} bytes"));
        }

        if (body.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
        {
            return (null, null);
        }

        var (ids, error) = Read(JsonBody.ReadObject(body), property);
        return (ids, error is null ? null : new(StatusCodes.Status400BadRequest, error));
    }

    private static (IReadOnlyList<string>? Ids, string? Error) Read(JsonElement? body, string property)
    {
        if (body is null)
        {
            return (null, Expected(property));
        }

        var given = body.Value.EnumerateObject().ToList();
        if (given.Find(value => !value.Name.Equals(property, StringComparison.OrdinalIgnoreCase)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            return (null, $"{unknown.Name}: is not understood in a body; {Expected(property)}");
        }

        return given.Count == 0 ? (null, null) : ReadList([.. given.SelectMany(value => Items(value.Value))], property);
    }

    private static (IReadOnlyList<string>? Ids, string? Error) ReadList(List<JsonElement> items, string property)
    {
        List<string> ids = [.. items.Where(item => item.ValueKind is JsonValueKind.String).Select(JsonBody.TextOf).OfType<string>().Where(id => id.Length > 0)];
        return ids.Count == 0 || ids.Count != items.Count || ids.Count > MaxIds ? (null, Expected(property)) : ([.. ids.Distinct(StringComparer.Ordinal)], null);
    }

    // What is no list becomes a list of something that is no id.
    private static IEnumerable<JsonElement> Items(JsonElement value) => value.ValueKind is JsonValueKind.Array ? value.EnumerateArray() : [default];

    private static string Expected(string property) => $$"""{{property}}: from 1 to {{MaxIds}} ids are expected, as in {"{{property}}":["…"]}""";
}
