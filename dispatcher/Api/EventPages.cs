using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Core.Store.Events;
using Postrider.Dispatcher.Events;

namespace Postrider.Dispatcher.Api;

/// <summary>Pages of the event log, each event with what is still kept of its message.</summary>
internal sealed class EventPages(EventStore store, EventGathering gathering, MessageStore messages, RegistryReader registry)
{
    private const long MostRecordBytes = 4 * 1024 * 1024; // in one page; a single entry may exceed it

    /// <summary>The page, and where to go on; null at the end. What any dispatcher has to tell is in it.</summary>
    public async Task<(IReadOnlyList<LogEntryView> Entries, EventPosition? Next)> ReadAsync(string ns, EventFilter filter, CancellationToken cancel)
    {
        await gathering.GatherAsync(cancel).ConfigureAwait(false);
        var snapshot = registry.Current;
        var (found, next) = await new EventSearch(store, snapshot, ns, filter).RunAsync().ConfigureAwait(false);
        var fitting = await FittingAsync(found).ConfigureAwait(false);
        var kept = await messages.GetRecordsAsync(ns, [.. found.Take(fitting).Select(happened => happened.Id).Distinct()]).ConfigureAwait(false);
        IReadOnlyList<LogEntryView> entries = [.. found.Take(fitting).Select(happened => LogEntryView.From(happened, kept.GetValueOrDefault(happened.Id), snapshot))];
        return (entries, fitting < found.Count ? found[fitting - 1].Position : next);
    }

    private async Task<int> FittingAsync(IReadOnlyList<MessageEvent> found)
    {
        var sizes = await messages.GetSizesAsync([.. found.Select(happened => happened.Id).Distinct()]).ConfigureAwait(false);
        var bytes = 0L;
        for (var count = 0; count < found.Count; count++)
        {
            bytes += sizes[found[count].Id];
            if (bytes > MostRecordBytes && count > 0)
            {
                return count;
            }
        }

        return found.Count;
    }
}
