using System.Globalization;
using Postrider.Core.Store.Events;

namespace Postrider.Dispatcher.Events;

/// <summary>
/// Goes through a namespace's entries, piece by piece, in the order in which they were written; their events overlap in time, and
/// <see cref="Edge"/> says up to where all are known.
/// </summary>
internal sealed class EventScan
{
    private const int PieceBytes = 256 * 1024;
    private const int FirstPiece = 4;
    private const int LargestPiece = 1000;
    private const int EntryOverhead = 64;
    private static readonly long LagMs = (long)EventStore.LongestLag.TotalMilliseconds;
    private readonly EventStore store;
    private readonly string ns;
    private readonly bool oldestFirst;
    private string lowest;
    private string highest;
    private int count = FirstPiece;

    public EventScan(EventStore store, string ns, EventFilter filter)
    {
        (this.store, this.ns, oldestFirst) = (store, ns, filter.OldestFirst);
        var (from, to) = (filter.FromMs, Math.Min(filter.ToMs, long.MaxValue - LagMs));
        if (filter.Cursor is { } cursor)
        {
            (from, to) = oldestFirst ? (Math.Max(from, cursor.TimeMs), to) : (from, Math.Min(to, cursor.TimeMs));
        }

        lowest = Math.Max(0, from).ToString(CultureInfo.InvariantCulture); // no entry is older than its events
        highest = (Math.Max(0, to) + LagMs).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Nothing is left to read.</summary>
    public bool Ended { get; private set; }

    /// <summary>What was read, bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>What comes before it in the order of the list is known: no entry that was not read has an event there.</summary>
    public EventPosition Edge { get; private set; }

    public async Task<IReadOnlyList<EventEntry>> NextAsync()
    {
        var piece = await store.ReadAsync(ns, lowest, highest, count, oldestFirst).ConfigureAwait(false);
        Ended = piece.Count < count;
        if (piece.Count == 0)
        {
            return piece;
        }

        var bytes = piece.Sum(entry => (long)entry.Batch.Length + EntryOverhead);
        Bytes += bytes;
        count = (int)Math.Clamp(PieceBytes * piece.Count / bytes, FirstPiece, LargestPiece);
        MoveBehind(piece[^1]);
        return piece;
    }

    private void MoveBehind(EventEntry last)
    {
        var next = string.Create(CultureInfo.InvariantCulture, $"({last.Ms}-{last.Number}");
        if (oldestFirst)
        {
            lowest = next;
            Edge = EventPosition.Before(last.Ms - LagMs);
        }
        else
        {
            highest = next;
            Edge = EventPosition.Behind(last.Ms);
        }
    }
}
