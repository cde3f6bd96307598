using Microsoft.AspNetCore.Http;

namespace Postrider.Dispatcher.Api;

/// <summary>Reads filters of dead letters from a query.</summary>
internal static class DeadLetterFilterReader
{
    private const string Ids = "dlqIds";

    /// <summary>The filter, or what is wrong with it, naming each parameter.</summary>
    public static (DeadLetterFilter? Filter, string? Error) Read(IQueryCollection query)
    {
        var reader = new FilterReader(query);
        var filter = new DeadLetterFilter
        {
            DlqIds = reader.Ids(Ids, DeadLetterFilter.MaxCount),
            Cursor = ReadCursor(reader),
            Count = reader.Count(DeadLetterFilter.MaxCount, DeadLetterFilter.MaxCount),
            Range = new() { FromMs = reader.Time("fromDate") ?? 0, ToMs = reader.Time("toDate") ?? long.MaxValue, OldestFirst = reader.OldestFirst() },
            Values = reader.Values(DeadLetterFilter.IsKnown, Ids),
        };
        CheckStatus(reader, filter);
        return reader.Error is { } error ? (null, error) : (filter, null);
    }

    private static string? ReadCursor(FilterReader reader)
    {
        var cursor = reader.Single("cursor");
        if (cursor is not null && !(cursor.Split('-') is [var time, var number] && FilterReader.IsDigits(time) && FilterReader.IsDigits(number) && long.TryParse(time, out _)))
        {
            reader.Wrong("cursor", $"'{cursor}' is not one of ours");
        }

        return cursor;
    }

    private static void CheckStatus(FilterReader reader, DeadLetterFilter filter)
    {
        if (filter.Values.TryGetValue("responseStatus", out var wanted)
            && wanted.FirstOrDefault(value => !value.Split(',', StringSplitOptions.TrimEntries).All(FilterReader.IsDigits)) is { } wrong)
        {
            reader.Wrong("responseStatus", $"'{wrong}' is not a whole number");
        }
    }
}
