using System.Buffers.Binary;
using System.Text;
using Postrider.Core.Model;

namespace Postrider.Core.Store.Records;

/// <summary>
/// A message as one string: version, route, envelope, body. The scripts read the route; the envelope holds only what a message
/// carries: a plain one stays below 120 bytes beyond its body.
/// </summary>
internal static class MessageRecord
{
    private const byte Version = 1;
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
        var route = RouteOf(record);
        var at = RouteAt + BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(1));
        var envelopeBytes = BinaryPrimitives.ReadInt32BigEndian(record.AsSpan(at));
        var draft = new MessageDraft();
        var reader = new EnvelopeReader(record.AsSpan(at + 4, envelopeBytes));
        while (reader.Next())
        {
            draft.Take(reader);
        }

        return draft.Build(id, MessageRoute.Parse(route), record.AsMemory(at + 4 + envelopeBytes));
    }

    /// <summary>The route's text, as the scripts know it.</summary>
    public static string RouteOf(byte[] record) => Encoding.UTF8.GetString(record, RouteAt, BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(1)));

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
        to.Text(EnvelopeTag.Redaction, message.Redaction);
        return to;
    }

    // A destination is scheme, host and port; most URLs start with exactly that.
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
