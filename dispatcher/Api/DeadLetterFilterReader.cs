using System.Globalization;
using Microsoft.AspNetCore.Http;
using Postrider.Core.Store;
using Postrider.Dispatcher.Auth;

namespace Postrider.Dispatcher.Api;

/// <summary>Reads filters of dead letters from a query, and reports every mistake at once: one that is not understood must not look like one that matched everything.</summary>
internal sealed class DeadLetterFilterReader(IQueryCollection query)
{
    private readonly List<string> errors = [];

    public static (DeadLetterFilter? Filter, string? Error) Read(IQueryCollection query) => new DeadLetterFilterReader(query).Read();

    /// <summary>The values of a filter: repeated, or separated by commas.</summary>
    public static IEnumerable<string> ValuesOf(IQueryCollection query, string name) =>
        query[name].SelectMany(value => value!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal);

    private (DeadLetterFilter?, string?) Read()
    {
        var filter = new DeadLetterFilter
        {
            DlqIds = ReadIds(),
            Cursor = ReadCursor(),
            Count = ReadCount(),
            Range = new() { FromMs = ReadTime("fromDate") ?? 0, ToMs = ReadTime("toDate") ?? long.MaxValue, OldestFirst = ReadOldestFirst() },
            Values = ReadValues(),
        };
        return errors.Count == 0 ? (filter, null) : (null, string.Join("; ", errors));
    }

    private List<string>? ReadIds()
    {
        if (!query.ContainsKey("dlqIds"))
        {
            return null;
        }

        var ids = ValuesOf(query, "dlqIds").ToList();
        if (ids.Count is 0 or > DeadLetterFilter.MaxCount)
        {
            errors.Add($"dlqIds: from 1 to {DeadLetterFilter.MaxCount} ids are expected");
        }

        return ids;
    }

    private string? ReadCursor()
    {
        var cursor = Single("cursor");
        if (cursor is not null && !(cursor.Split('-') is [var time, var number] && IsDigits(time) && IsDigits(number) && long.TryParse(time, out _)))
        {
            errors.Add($"cursor: '{cursor}' is not one of ours");
        }

        return cursor;
    }

    private int ReadCount()
    {
        if (Single("count") is not { } text)
        {
            return DeadLetterFilter.MaxCount;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
        {
            errors.Add($"count: '{text}' is not a whole number from 1 to {DeadLetterFilter.MaxCount}");
        }

        return (int)Math.Min(count, DeadLetterFilter.MaxCount);
    }

    private long? ReadTime(string name)
    {
        if (Single(name) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time))
        {
            return time;
        }

        errors.Add($"{name}: '{text}' is not a time in unix milliseconds");
        return null;
    }

    private bool ReadOldestFirst()
    {
        var order = Single("order");
        var oldestFirst = "earliestFirst".Equals(order, StringComparison.OrdinalIgnoreCase);
        if (order is not null && !oldestFirst && !"latestFirst".Equals(order, StringComparison.OrdinalIgnoreCase))
        {
            errors.Add($"order: '{order}' is neither latestFirst nor earliestFirst");
        }

        return oldestFirst;
    }

    private Dictionary<string, IReadOnlySet<string>> ReadValues()
    {
        var values = new Dictionary<string, IReadOnlySet<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in query.Keys.Where(name => !IsReadByItself(name)))
        {
            if (!DeadLetterFilter.IsKnown(name))
            {
                errors.Add($"{name}: this filter is not supported");
                continue;
            }

            // Whole values too: a URL may hold a comma.
            var wanted = ValuesOf(query, name).Concat(query[name].OfType<string>().Where(value => value.Trim().Length > 0)).ToHashSet(StringComparer.Ordinal);
            if (wanted.Count == 0)
            {
                errors.Add($"{name}: is empty");
            }

            Check(name, wanted);
            values[name] = wanted;
        }

        return values;
    }

    private void Check(string name, HashSet<string> wanted)
    {
        if (name.Equals("responseStatus", StringComparison.OrdinalIgnoreCase) && wanted.FirstOrDefault(value => !value.Split(',', StringSplitOptions.TrimEntries).All(IsDigits)) is { } wrong)
        {
            errors.Add($"{name}: '{wrong}' is not a whole number");
        }
    }

    private string? Single(string name)
    {
        var values = query[name];
        if (values.Count > 1)
        {
            errors.Add($"{name}: is given {values.Count} times");
        }

        return string.IsNullOrWhiteSpace(values.FirstOrDefault()) ? null : values[0]!.Trim();
    }

    private static bool IsReadByItself(string name) =>
        name.ToUpperInvariant() is "CURSOR" or "COUNT" or "DLQIDS" or "FROMDATE" or "TODATE" or "ORDER" || name.Equals(Authentication.QueryParameter, StringComparison.OrdinalIgnoreCase);

    private static bool IsDigits(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
