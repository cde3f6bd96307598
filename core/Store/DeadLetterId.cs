using System.Buffers.Binary;
using System.Globalization;
using Postrider.Core.Model;

namespace Postrider.Core.Store;

/// <summary>Names a dead letter: unix ms at which it became one, a dash, and a number that follows from its message. Callbacks tell of it, so it is known before it is stored.</summary>
public static class DeadLetterId
{
    public static string Of(MessageId message, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds()}-{BinaryPrimitives.ReadUInt64BigEndian(message.Bytes) >> 16}");

    /// <summary>Unix ms of one that was made here.</summary>
    public static long TimeOf(string dlqId) => long.Parse(dlqId.AsSpan(0, dlqId.IndexOf('-', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);
}
