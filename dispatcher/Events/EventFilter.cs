using Postrider.Core.Store.Events;
using Postrider.Dispatcher.Api;

namespace Postrider.Dispatcher.Events;

/// <summary>Which events a caller asks for: one of the values of each filter that is given.</summary>
internal sealed record EventFilter
{
    public const int MaxCount = 1000;
    public const int UsualCount = 100;
    public const int MaxIds = 1000;

    public int Count { get; init; } = UsualCount;

    /// <summary>Unix ms, inclusive.</summary>
    public long FromMs { get; init; }

    /// <summary>Unix ms, inclusive.</summary>
    public long ToMs { get; init; } = long.MaxValue;

    public bool OldestFirst { get; init; }

    /// <summary>Goes on behind this one; null = from the beginning.</summary>
    public EventPosition? Cursor { get; init; }

    /// <summary>Null = any.</summary>
    public IReadOnlySet<EventState>? States { get; init; }

    /// <summary>Values by name of a filter of <see cref="MessageValues"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Values { get; init; } = new Dictionary<string, IReadOnlySet<string>>();

    /// <summary>Of messages; null = any.</summary>
    public IReadOnlySet<string>? MessageIds { get; init; }

    /// <summary>Whether the event, whose destination shows as <paramref name="url"/>, is within the dates and has one of the values of every filter.</summary>
    public bool Matches(MessageEvent happened, string url) => happened.TimeMs >= FromMs && happened.TimeMs <= ToMs
        && (States is null || States.Contains(happened.State))
        && (MessageIds is null || MessageIds.Contains(happened.Id.ToString()))
        && MessageValues.Match(Values, happened.Subject, url);
}
