using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using Postrider.Core.Store.Events;
using Postrider.Dispatcher.Api;

namespace Postrider.Dispatcher.Events;

/// <summary>The position of the last event seen as text, with a mark of the list that it belongs to: namespace, filters and order.</summary>
internal static class EventCursor
{
    private const int MarkBytes = ListMark.Bytes;
    private const int Bytes = MarkBytes + 8 + 4 + 8 + 8 + 4;

    public static string Write(EventPosition position, EventFilter filter, string ns)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        MarkOf(filter, ns).CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], position.TimeMs);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], position.Order);
        BinaryPrimitives.WriteInt64BigEndian(bytes[20..], position.EntryMs);
        BinaryPrimitives.WriteInt64BigEndian(bytes[28..], position.EntryNumber);
        BinaryPrimitives.WriteInt32BigEndian(bytes[36..], position.Index);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for what this list did not give out.</summary>
    public static EventPosition? Read(string text, EventFilter filter, string ns)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (text.Length != Base64Url.GetEncodedLength(Bytes) || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Bytes || !bytes[..MarkBytes].SequenceEqual(MarkOf(filter, ns)))
        {
            return null;
        }

        return new(
            BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt64BigEndian(bytes[20..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[28..]), BinaryPrimitives.ReadInt32BigEndian(bytes[36..]));
    }

    private static byte[] MarkOf(EventFilter filter, string ns) => new ListMark("events", ns)
        .With("range", [string.Create(CultureInfo.InvariantCulture, $"{filter.FromMs}-{filter.ToMs}-{filter.OldestFirst}")])
        .With("states", filter.States?.Select(state => state.ToString()))
        .With("ids", filter.MessageIds)
        .With(filter.Values)
        .Make();
}
