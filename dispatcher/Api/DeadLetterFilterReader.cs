using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>Reads filters of dead letters from a query, those of bulk operations also from the body.</summary>
internal static class DeadLetterFilterReader
{
    private const string Ids = "dlqIds";
    private const string Source = "source";

    /// <summary>The filter, or what is wrong with it, naming each parameter; of the query only <paramref name="apart"/>, where something else stands in it too.</summary>
    public static (DeadLetterFilter? Filter, Refusal? Refusal) Read(HttpRequest request, string ns, IQueryCollection? apart = null, int mostIds = DeadLetterFilter.MaxCount)
    {
        var query = apart ?? request.Query;
        var reader = new FilterReader(request, query);
        var filter = new DeadLetterFilter
        {
            DlqIds = reader.Ids(Ids, mostIds),
            Count = reader.Count(DeadLetterFilter.MaxCount, DeadLetterFilter.MaxCount),
            Range = new() { FromMs = reader.Time("fromDate") ?? 0, ToMs = reader.Time("toDate") ?? long.MaxValue, OldestFirst = reader.OldestFirst() },
            IsOfWorkflows = ReadSource(query, reader),
            Values = reader.Values(DeadLetterFilter.IsKnown, Ids, Source),
        };
        CheckStatus(reader, filter);
        filter = filter with { Cursor = ReadCursor(reader, filter, ns) };
        return reader.Error is { } error ? (null, new(StatusCodes.Status400BadRequest, error)) : (filter, null);
    }

    /// <summary>The filter of a bulk operation, whose body may list ids too.</summary>
    public static async Task<(DeadLetterFilter? Filter, Refusal? Refusal)> ReadBulkAsync(HttpRequest request, string ns, IQueryCollection? apart = null)
    {
        var (filter, refusal) = Read(request, ns, apart, ListedIds.MaxIds);
        var (listed, unlisted) = await ListedIds.ReadAsync(request, Ids).ConfigureAwait(false);
        if ((refusal ?? unlisted) is not null)
        {
            return (null, refusal is null || unlisted is null ? refusal ?? unlisted : unlisted with { Error = $"{refusal.Error}; {unlisted.Error}" });
        }

        return (listed is null ? filter : filter! with { DlqIds = [.. listed.Union(filter.DlqIds ?? [])] }, null);
    }

    private static bool ReadSource(IQueryCollection query, FilterReader reader)
    {
        var isOfWorkflows = "workflow".Equals(reader.Single(Source), StringComparison.OrdinalIgnoreCase);
        if (query.ContainsKey(Source) && !isOfWorkflows)
        {
            reader.Wrong(Source, "workflow is expected");
        }

        return isOfWorkflows;
    }

    private static string? ReadCursor(FilterReader reader, DeadLetterFilter filter, string ns)
    {
        if (reader.Single("cursor") is not { } text || filter.DlqIds is not null)
        {
            return null;
        }

        var cursor = DeadLetterCursor.Read(text, filter, ns);
        if (cursor is null)
        {
            reader.Wrong("cursor", $"'{text}' is not one of this list with these filters");
        }

        return cursor;
    }

    private static void CheckStatus(FilterReader reader, DeadLetterFilter filter)
    {
        if (filter.Values.TryGetValue("responseStatus", out var wanted)
            && wanted.FirstOrDefault(value => !FilterReader.IsDigits(value)) is { } wrong)
        {
            reader.Wrong("responseStatus", $"'{wrong}' is not a whole number");
        }
    }
}
