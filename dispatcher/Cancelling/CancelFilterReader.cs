using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Cancelling;

/// <summary>Reads which messages a bulk cancel means, from its query and its body.</summary>
internal static class CancelFilterReader
{
    private const string Ids = "messageIds";
    private const string Order = "order";

    /// <summary>The filter, or what is wrong with it, naming each parameter.</summary>
    public static async Task<(CancelFilter? Filter, Refusal? Refusal)> ReadAsync(HttpRequest request)
    {
        var reader = new FilterReader(request, request.Query);
        var filter = new CancelFilter
        {
            MessageIds = reader.Ids(Ids, ListedIds.MaxIds),
            Count = reader.Count(int.MaxValue, CancelFilter.MaxCount),
            FromMs = reader.Time("fromDate") ?? 0,
            ToMs = reader.Time("toDate") ?? long.MaxValue,
            Values = reader.Values(MessageValues.ByName.ContainsKey, Ids),
        };
        if (request.Query.ContainsKey(Order))
        {
            reader.Wrong(Order, "this filter is not supported");
        }

        var (listed, refusal) = await ListedIds.ReadAsync(request, Ids).ConfigureAwait(false);
        if (reader.Error is { } error)
        {
            return (null, new(StatusCodes.Status400BadRequest, refusal is null ? error : $"{error}; {refusal.Error}"));
        }

        return refusal is not null ? (null, refusal) : (listed is null ? filter : filter with { MessageIds = [.. listed.Union(filter.MessageIds ?? [])] }, null);
    }
}
