using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store.Events;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Events;

/// <summary>Finds one page of events, looking at no more of them than one request may cost: a page may be short and still have a next one.</summary>
internal sealed class EventSearch(EventStore store, RegistrySnapshot registry, string ns, EventFilter filter)
{
    private const long MostBytes = 4 * 1024 * 1024;
    private readonly List<MessageEvent> found = [];
    private readonly HashSet<(MessageId, int, EventState)> seen = [];
    private List<MessageEvent> unsettled = []; // events that come before them may still be read
    private Message? shown;
    private string url = "";

    /// <summary>The page, and where to go on; null at the end.</summary>
    public async Task<(IReadOnlyList<MessageEvent> Found, EventPosition? Next)> RunAsync()
    {
        var scan = new EventScan(store, ns, filter);
        do
        {
            foreach (var entry in await scan.NextAsync().ConfigureAwait(false))
            {
                unsettled.AddRange(entry.Read().Where(IsWanted));
            }

            Settle(scan);
            if (found.Count > filter.Count)
            {
                return (found[..filter.Count], found[filter.Count - 1].Position);
            }
        }
        while (!scan.Ended && (scan.Bytes < MostBytes || !IsBehindCursor(scan.Edge)));
        return (found, scan.Ended ? null : scan.Edge);
    }

    private bool IsWanted(MessageEvent happened)
    {
        if (!IsBehindCursor(happened.Position))
        {
            return false;
        }

        if (!ReferenceEquals(happened.Subject, shown))
        {
            shown = happened.Subject;
            url = MessageFactory.ShownUrl(shown, registry);
        }

        return filter.Matches(happened, url);
    }

    private bool IsBehindCursor(EventPosition position) => filter.Cursor is not { } cursor || Compare(position, cursor) > 0;

    // Moves what nothing can come before any more, in order. What was told twice is shown once.
    private void Settle(EventScan scan)
    {
        var (settled, left) = (new List<MessageEvent>(), new List<MessageEvent>());
        foreach (var happened in unsettled)
        {
            (scan.Ended || Compare(happened.Position, scan.Edge) < 0 ? settled : left).Add(happened);
        }

        unsettled = left;
        settled.Sort((first, second) => Compare(first.Position, second.Position));
        found.AddRange(settled.Where(happened => seen.Add((happened.Id, happened.Retried, happened.State))));
    }

    private int Compare(EventPosition first, EventPosition second) => filter.OldestFirst ? first.CompareTo(second) : second.CompareTo(first);
}
