using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Events;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Cancelling;

/// <summary>
/// Cancels all messages of a namespace that a filter asks for, in pieces. A message that moves from waiting into flight or back meanwhile is
/// looked for again, and one that comes after the request is left alone, so this ends however much is published.
/// </summary>
internal sealed class BulkCancel(OpenMessages open, MessageStore messages, RegistryReader registry, EventLog events, TimeProvider time)
{
    private const int PieceSize = 256;
    private const int MostPasses = 10;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(1); // creation is told by the clock of the gateway that took the message

    /// <summary>Returns how many were cancelled, each counted once however many cancel it.</summary>
    public Task<int> RunAsync(string ns, CancelFilter filter, CancellationToken stop) =>
        filter.MessageIds is { } ids ? CancelListedAsync(ns, ids) : CancelFilteredAsync(ns, filter, stop);

    private async Task<int> CancelListedAsync(string ns, IReadOnlyList<string> ids)
    {
        var cancelled = 0;
        foreach (var piece in ids.Chunk(PieceSize))
        {
            List<MessageId> known = [.. piece.Select(text => MessageId.TryParse(text, out var id) ? id : default).Where(id => id != default).Distinct()];
            cancelled += await CancelAsync(ns, await messages.GetHeadsAsync(ns, known).ConfigureAwait(false)).ConfigureAwait(false);
        }

        return cancelled;
    }

    private async Task<int> CancelFilteredAsync(string ns, CancelFilter filter, CancellationToken stop)
    {
        var latest = time.GetUtcNow().Add(ClockSkew).ToUnixTimeMilliseconds();
        filter = filter with { ToMs = Math.Min(filter.ToMs, latest) };
        var cancelled = 0;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            if (await open.SnapshotAsync(ns).ConfigureAwait(false) is { } all)
            {
                return cancelled + await CancelAsync(ns, filter, cancelled, all.ToAsyncEnumerable(), stop).ConfigureAwait(false);
            }

            var more = await CancelAsync(ns, filter, cancelled, open.WalkAsync(ns, new LaneFilter(ns, filter.Values).MayHold), stop).ConfigureAwait(false);
            cancelled += more;
            if (more == 0 || cancelled == filter.Count)
            {
                break;
            }
        }

        return cancelled;
    }

    private async Task<int> CancelAsync(string ns, CancelFilter filter, int before, IAsyncEnumerable<MessageId> ids, CancellationToken stop)
    {
        var cancelled = 0;
        await foreach (var piece in ids.Chunk(PieceSize).WithCancellation(stop).ConfigureAwait(false))
        {
            var heads = await messages.GetHeadsAsync(ns, piece).ConfigureAwait(false);
            List<Message> wanted = [.. heads.Where(head => filter.Matches(head, MessageFactory.ShownUrl(head, registry.Current)))];
            cancelled += await CancelAsync(ns, wanted, filter.Count - before - cancelled).ConfigureAwait(false);
            if (before + cancelled == filter.Count)
            {
                break;
            }
        }

        return cancelled;
    }

    // One in flight whose cancel was asked for before is still open, counts no more, and must not stand for one that would.
    private async Task<int> CancelAsync(string ns, List<Message> wanted, int most)
    {
        var cancelled = 0;
        for (var at = 0; at < wanted.Count && cancelled < most;)
        {
            var some = wanted.GetRange(at, Math.Min(most - cancelled, wanted.Count - at));
            cancelled += await CancelAsync(ns, some).ConfigureAwait(false);
            at += some.Count;
        }

        return cancelled;
    }

    private async Task<int> CancelAsync(string ns, IReadOnlyList<Message> heads)
    {
        var cancelled = await messages.CancelAsync(ns, heads).ConfigureAwait(false);
        foreach (var message in cancelled)
        {
            events.Canceled(message);
        }

        return cancelled.Count;
    }
}
