using System.Globalization;
using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Auth;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Api;

/// <summary>
/// The grammar that all lists' filters share. Mistakes are gathered and told all at once: a filter that is not understood must not look
/// like one that matched everything.
/// </summary>
internal sealed class FilterReader(HttpRequest request, IQueryCollection query)
{
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase) { "cursor", "count", "fromDate", "toDate", "order", Authentication.QueryParameter };
    private readonly List<string> errors = [];

    /// <summary>What is wrong with what was read so far; null when nothing is.</summary>
    public string? Error => errors.Count == 0 ? null : string.Join("; ", errors);

    /// <summary>Adds a mistake.</summary>
    public void Wrong(string name, string expected) => errors.Add($"{name}: {expected}");

    /// <summary>From 1 to <paramref name="most"/> ids; null when the parameter is absent.</summary>
    public IReadOnlyList<string>? Ids(string name, int most)
    {
        if (!query.ContainsKey(name))
        {
            return null;
        }

        CheckText(name);
        var ids = FilterValues.Of(request, name).ToList();
        if (ids.Count == 0 || ids.Count > most)
        {
            Wrong(name, $"from 1 to {most} ids are expected");
        }

        return ids;
    }

    /// <summary>How many are asked for: <paramref name="usual"/> where nothing is said, never more than <paramref name="most"/>.</summary>
    public int Count(int usual, int most)
    {
        if (Single("count") is not { } text)
        {
            return usual;
        }

        if (!IsDigits(text) || text.AsSpan().Trim('0').IsEmpty)
        {
            Wrong("count", $"'{text}' is not a whole number from 1 to {most}");
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Min(count, most) : most;
    }

    /// <summary>Unix ms; null when the parameter is absent.</summary>
    public long? Time(string name)
    {
        if (Single(name) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time))
        {
            return time;
        }

        Wrong(name, $"'{text}' is not a time in unix milliseconds");
        return null;
    }

    /// <summary>Reads <c>order</c>.</summary>
    public bool OldestFirst()
    {
        var order = Single("order");
        var oldestFirst = "earliestFirst".Equals(order, StringComparison.OrdinalIgnoreCase);
        if (order is not null && !oldestFirst && !"latestFirst".Equals(order, StringComparison.OrdinalIgnoreCase))
        {
            Wrong("order", $"'{order}' is neither latestFirst nor earliestFirst");
        }

        return oldestFirst;
    }

    /// <summary>The value of a parameter that may be given once; null when it is absent. Only an empty <c>cursor</c> is one: the beginning.</summary>
    public string? Single(string name)
    {
        var values = query[name];
        if (values.Count > 1)
        {
            Wrong(name, $"is given {values.Count} times");
        }

        var isEmpty = string.IsNullOrWhiteSpace(values.FirstOrDefault());
        if (isEmpty && values.Count == 1 && name != "cursor")
        {
            Wrong(name, "is empty");
        }

        return isEmpty ? null : values[0]!.Trim();
    }

    /// <summary>The wanted values of every filter that is given; one that is not <paramref name="known"/> is a mistake.</summary>
    /// <param name="known">Names of filters.</param>
    /// <param name="readApart">Parameters of this list that are no such filters.</param>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Values(Func<string, bool> known, params IReadOnlyCollection<string> readApart)
    {
        var values = new Dictionary<string, IReadOnlySet<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in query.Keys.Where(name => !Common.Contains(name) && !readApart.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            if (known(name))
            {
                values[name] = Wanted(name);
            }
            else
            {
                Wrong(name, "this filter is not supported");
            }
        }

        return values;
    }

    /// <summary>Whether the text is a whole number, however long.</summary>
    public static bool IsDigits(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    // A host has no case.
    private HashSet<string> Wanted(string name)
    {
        CheckText(name);
        var comparer = name.Equals(MessageValues.Host, StringComparison.OrdinalIgnoreCase) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var wanted = FilterValues.Of(request, name).ToHashSet(comparer);
        if (wanted.Count == 0)
        {
            Wrong(name, "is empty");
        }

        return wanted;
    }

    private void CheckText(string name)
    {
        if (query[name].Select(value => HeaderText.ProblemOf(value!)).FirstOrDefault(problem => problem is not null) is { } problem)
        {
            Wrong(name, problem);
        }
    }
}
