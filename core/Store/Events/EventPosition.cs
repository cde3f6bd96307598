namespace Postrider.Core.Store.Events;

/// <summary>Where an event stands among all of its namespace: by time, then by what follows what, then by where it is kept.</summary>
/// <param name="TimeMs">Unix ms.</param>
/// <param name="Order">Of events of one message at the same moment.</param>
/// <param name="EntryMs">First half of the stream entry's id.</param>
/// <param name="EntryNumber">Second half of the stream entry's id.</param>
/// <param name="Index">Of the event within the entry.</param>
public readonly record struct EventPosition(long TimeMs, int Order, long EntryMs, long EntryNumber, int Index) : IComparable<EventPosition>
{
    /// <summary>Before everything that happened in this ms.</summary>
    public static EventPosition Before(long ms) => new(ms, -1, 0, 0, 0);

    /// <summary>Behind everything that happened in this ms.</summary>
    public static EventPosition Behind(long ms) => new(ms, int.MaxValue, 0, 0, 0);

    public int CompareTo(EventPosition other) =>
        (TimeMs, Order, EntryMs, EntryNumber, Index).CompareTo((other.TimeMs, other.Order, other.EntryMs, other.EntryNumber, other.Index));

    public static bool operator <(EventPosition left, EventPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(EventPosition left, EventPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(EventPosition left, EventPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EventPosition left, EventPosition right) => left.CompareTo(right) >= 0;
}
