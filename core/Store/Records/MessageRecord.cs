using System.Buffers.Binary;
using System.Text;
using Postrider.Core.Model;

namespace Postrider.Core.Store.Records;

/// <summary>
/// A message as one string: version, route, envelope, body. The scripts read the route; the envelope holds only what a message
/// carries: a plain one stays below 120 bytes beyond its body. That of a dead letter has the high bit of its first byte set and 8 bytes
/// behind the body: the unix ms at which it became one, as a double.
/// </summary>
internal static class MessageRecord
{
    private const byte Version = 1;
    private const byte DeadBit = 0x80;
    private const int DeathBytes = 8;
    private const int RouteAt = 3;

    public static byte[] Write(Message message, string route)
    {
        var envelope = WriteEnvelope(message).Written;
        var routeBytes = Encoding.UTF8.GetByteCount(route);
        var record = new byte[RouteAt + routeBytes + 4 + envelope.Length + message.Body.Length];
        record[0] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(1), (ushort)routeBytes);
        Encoding.UTF8.GetBytes(route, record.AsSpan(RouteAt));
        var at = RouteAt + routeBytes;
        BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(at), envelope.Length);
        envelope.CopyTo(record.AsSpan(at + 4));
        message.Body.Span.CopyTo(record.AsSpan(at + 4 + envelope.Length));
        return record;
    }

    public static Message Read(MessageId id, byte[] record)
    {
        var bodyAt = HeadBytes(record)!.Value;
        return Read(id, record, record.AsMemory(bodyAt, record.Length - bodyAt - (IsDead(record) ? DeathBytes : 0)));
    }

    /// <summary>Reads everything but the body out of what a record starts with, <see cref="HeadBytes"/> or more.</summary>
    public static Message ReadHead(MessageId id, byte[] start) => Read(id, start, default);

    /// <summary>How many bytes come before the body; null when <paramref name="start"/>, what the record starts with, is too short to tell.</summary>
    public static int? HeadBytes(ReadOnlySpan<byte> start)
    {
        if (start.Length < RouteAt || start.Length < EnvelopeAt(start))
        {
            return null;
        }

        return EnvelopeAt(start) + BinaryPrimitives.ReadInt32BigEndian(start[(EnvelopeAt(start) - 4)..]);
    }

    /// <summary>Unix ms at which the message became a dead letter; null when it is none.</summary>
    public static long? DiedAtMs(ReadOnlySpan<byte> record) => IsDead(record) ? (long)BinaryPrimitives.ReadDoubleBigEndian(record[^DeathBytes..]) : null;

    /// <summary>The route's text, as the scripts know it.</summary>
    public static string RouteOf(byte[] record) => Encoding.UTF8.GetString(record, RouteAt, BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(1)));

    private static bool IsDead(ReadOnlySpan<byte> record) => (record[0] & DeadBit) != 0;

    private static int EnvelopeAt(ReadOnlySpan<byte> start) => RouteAt + BinaryPrimitives.ReadUInt16BigEndian(start[1..]) + 4;

    private static Message Read(MessageId id, byte[] record, ReadOnlyMemory<byte> body)
    {
        var draft = new MessageDraft();
        var reader = new EnvelopeReader(record.AsSpan(EnvelopeAt(record)..HeadBytes(record)!.Value));
        while (reader.Next())
        {
            draft.Take(reader);
        }

        return draft.Build(id, MessageRoute.Parse(RouteOf(record)), body);
    }

    private static EnvelopeWriter WriteEnvelope(Message message)
    {
        var to = new EnvelopeWriter();
        to.Number(EnvelopeTag.CreatedAt, message.CreatedAtMs);
        to.Number(EnvelopeTag.NotBefore, message.NotBeforeMs == message.CreatedAtMs ? null : message.NotBeforeMs);
        WriteUrl(to, message.Url, message.Route.Destination);
        to.Text(EnvelopeTag.Method, message.Method);
        to.Text(EnvelopeTag.ContentType, message.ContentType);
        to.Headers(message.Headers);
        to.Number(EnvelopeTag.Retries, message.Retries);
        to.Text(EnvelopeTag.RetryDelay, message.RetryDelay);
        to.Number(EnvelopeTag.Timeout, message.TimeoutMs);
        to.Text(EnvelopeTag.Limits, RecordLimits.Text(message.FlowLimits));
        to.Text(EnvelopeTag.Label, message.Label);
        to.Text(EnvelopeTag.Topic, message.TopicName);
        to.Text(EnvelopeTag.Subscriber, message.SubscriberName);
        to.Text(EnvelopeTag.Schedule, message.ScheduleId);
        to.Text(EnvelopeTag.CallerIp, message.CallerIp);
        to.Number(EnvelopeTag.RegistryVersion, message.RegistryVersion == 0 ? null : message.RegistryVersion);
        to.Number(EnvelopeTag.TopicRetries, message.TopicRetries);
        to.Text(EnvelopeTag.TopicRetryDelay, message.TopicRetryDelay);
        CallbackEnvelope.Write(to, EnvelopeTag.Callback, message.Callback);
        CallbackEnvelope.Write(to, EnvelopeTag.FailureCallback, message.FailureCallback);
        to.Number(EnvelopeTag.IsFailureCallback, message.IsFailureCallback ? 1 : null);
        to.Text(EnvelopeTag.Redaction, message.Redaction);
        return to;
    }

    // A destination is scheme, host and port; a URL that names its port, as that of a Service, starts with exactly that.
    private static void WriteUrl(EnvelopeWriter to, string? url, string destination)
    {
        var authority = destination.AsSpan(2);
        if (url.AsSpan().StartsWith(authority, StringComparison.Ordinal))
        {
            to.Text(EnvelopeTag.UrlTail, url?[authority.Length..]);
        }
        else
        {
            to.Text(EnvelopeTag.Url, url);
        }
    }
}
