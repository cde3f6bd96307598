using Microsoft.AspNetCore.Http;
using Postrider.Core.Store.Events;
using Postrider.Dispatcher.Api;

namespace Postrider.Dispatcher.Events;

/// <summary>Reads filters of events from a query.</summary>
internal static class EventFilterReader
{
    private const string Id = "messageId";
    private const string Ids = "messageIds";
    private const string State = "state";
    private static readonly Dictionary<string, EventState[]> States = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CREATED"] = [EventState.Created],
        ["ACTIVE"] = [EventState.Active],
        ["RETRY"] = [EventState.Retry],
        ["ERROR"] = [EventState.Error],
        ["DELIVERED"] = [EventState.Delivered],
        ["FAILED"] = [EventState.Failed],
        ["CANCEL_REQUESTED"] = [EventState.CancelRequested],
        ["CANCELED"] = [EventState.Canceled],
        ["CANCELLED"] = [EventState.Canceled],
        ["IN_PROGRESS"] = [EventState.Active, EventState.Retry, EventState.Error],
    };

    /// <summary>The filter, or what is wrong with it, naming each parameter.</summary>
    public static (EventFilter? Filter, string? Error) Read(HttpRequest request, string ns)
    {
        var reader = new FilterReader(request, request.Query);
        var filter = new EventFilter
        {
            Count = reader.Count(EventFilter.UsualCount, EventFilter.MaxCount),
            FromMs = reader.Time("fromDate") ?? 0,
            ToMs = reader.Time("toDate") ?? long.MaxValue,
            OldestFirst = reader.OldestFirst(),
            States = ReadStates(request, reader),
            MessageIds = ReadIds(reader),
            Values = reader.Values(MessageValues.ByName.ContainsKey, Id, Ids, State, "groupBy"),
        };
        if (reader.Single("cursor") is { } text)
        {
            filter = filter with { Cursor = EventCursor.Read(text, filter, ns) };
            if (filter.Cursor is null)
            {
                reader.Wrong("cursor", $"'{text}' is not one of this list with these filters");
            }
        }

        return reader.Error is { } error ? (null, error) : (filter, null);
    }

    private static HashSet<EventState>? ReadStates(HttpRequest request, FilterReader reader)
    {
        if (!request.Query.ContainsKey(State))
        {
            return null;
        }

        var names = FilterValues.Of(request, State).ToList();
        if (names.Count == 0)
        {
            reader.Wrong(State, "is empty");
        }

        foreach (var unknown in names.Where(name => !States.ContainsKey(name)))
        {
            reader.Wrong(State, $"'{unknown}' is none of {string.Join(", ", States.Keys)}");
        }

        return [.. names.SelectMany(name => States.GetValueOrDefault(name, []))];
    }

    private static HashSet<string>? ReadIds(FilterReader reader)
    {
        var (single, several) = (reader.Ids(Id, EventFilter.MaxIds), reader.Ids(Ids, EventFilter.MaxIds));
        return (single, several) switch
        {
            (null, null) => null,
            ({ } ids, null) => [.. ids],
            (null, { } ids) => [.. ids],
            ({ } one, { } other) => [.. one.Intersect(other)],
        };
    }
}
