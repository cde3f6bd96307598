using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Postrider.Core.Model;

namespace Postrider.Core.Store;

/// <summary>
/// A message as one string: version, lane, envelope, body. The scripts read the lane; the envelope is tagged fields
/// (tag, length as varint, bytes), and only what a message carries is written: a plain one stays below 120 bytes beyond its body.
/// </summary>
internal static class MessageRecord
{
    private const byte Version = 1;

    private enum Tag : byte
    {
        CreatedAt = 1,
        NotBefore,
        Url,
        Method,
        ContentType,
        HeaderName,
        HeaderValue,
        Retries,
        RetryDelay,
        Timeout,
        Limits,
        Label,
        Topic,
        Subscriber,
        Schedule,
        CallerIp,
        TopicRetries,
        TopicRetryDelay,
        UrlTail,
        RegistryVersion,
    }

    public static byte[] Write(Message message, string lane)
    {
        var envelope = new ArrayBufferWriter<byte>(128);
        WriteEnvelope(envelope, message, lane);
        var laneBytes = Encoding.UTF8.GetByteCount(lane);
        var record = new byte[7 + laneBytes + envelope.WrittenCount + message.Body.Length];
        record[0] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(1), (ushort)laneBytes);
        Encoding.UTF8.GetBytes(lane, record.AsSpan(3));
        var at = 3 + laneBytes;
        BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(at), envelope.WrittenCount);
        envelope.WrittenSpan.CopyTo(record.AsSpan(at + 4));
        message.Body.Span.CopyTo(record.AsSpan(at + 4 + envelope.WrittenCount));
        return record;
    }

    public static Message Read(MessageId id, byte[] record)
    {
        var laneBytes = BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(1));
        var lane = Lane.Parse(Encoding.UTF8.GetString(record, 3, laneBytes));
        var at = 3 + laneBytes;
        var envelopeBytes = BinaryPrimitives.ReadInt32BigEndian(record.AsSpan(at));
        var fields = new Fields(record.AsSpan(at + 4, envelopeBytes));
        var createdAt = fields.Number(Tag.CreatedAt) ?? 0;
        return new Message
        {
            Id = id,
            Namespace = lane.Namespace,
            Url = fields.Text(Tag.UrlTail) is { } tail ? lane.Destination[2..] + tail : fields.Text(Tag.Url),
            Endpoint = lane.Destination.StartsWith("e/", StringComparison.Ordinal) ? lane.Destination[2..] : null,
            FlowKey = lane.FlowKey.Length == 0 ? null : lane.FlowKey,
            FlowLimits = ReadLimits(fields.Text(Tag.Limits)),
            Method = fields.Text(Tag.Method),
            ContentType = fields.Text(Tag.ContentType),
            Headers = fields.Headers,
            CreatedAtMs = createdAt,
            NotBeforeMs = fields.Number(Tag.NotBefore) ?? createdAt,
            Retries = (int?)fields.Number(Tag.Retries),
            RetryDelay = fields.Text(Tag.RetryDelay),
            TimeoutMs = fields.Number(Tag.Timeout),
            Label = fields.Text(Tag.Label),
            TopicName = fields.Text(Tag.Topic),
            SubscriberName = fields.Text(Tag.Subscriber),
            ScheduleId = fields.Text(Tag.Schedule),
            CallerIp = fields.Text(Tag.CallerIp),
            RegistryVersion = fields.Number(Tag.RegistryVersion) ?? 0,
            TopicRetries = (int?)fields.Number(Tag.TopicRetries),
            TopicRetryDelay = fields.Text(Tag.TopicRetryDelay),
            Body = record.AsMemory(at + 4 + envelopeBytes),
        };
    }

    /// <summary>Limits as the scripts take them: <c>cap,rate,period µs</c>.</summary>
    public static string LimitsText(FlowLimits limits) => $"{limits.Parallelism},{limits.Rate},{limits.PeriodMs * 1000}";

    private static FlowLimits? ReadLimits(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var parts = text.Split(',');
        return new FlowLimits(int.Parse(parts[0]), int.Parse(parts[1]), long.Parse(parts[2]) / 1000);
    }

    private static void WriteEnvelope(ArrayBufferWriter<byte> to, Message message, string lane)
    {
        Number(to, Tag.CreatedAt, message.CreatedAtMs);
        if (message.NotBeforeMs != message.CreatedAtMs)
        {
            Number(to, Tag.NotBefore, message.NotBeforeMs);
        }

        WriteUrl(to, message.Url, lane);
        Text(to, Tag.Method, message.Method);
        Text(to, Tag.ContentType, message.ContentType);
        foreach (var header in message.Headers)
        {
            Text(to, Tag.HeaderName, header.Key);
            Text(to, Tag.HeaderValue, header.Value);
        }

        Number(to, Tag.Retries, message.Retries);
        Text(to, Tag.RetryDelay, message.RetryDelay);
        Number(to, Tag.Timeout, message.TimeoutMs);
        Text(to, Tag.Limits, message.FlowLimits is { } limits ? LimitsText(limits) : null);
        Text(to, Tag.Label, message.Label);
        Text(to, Tag.Topic, message.TopicName);
        Text(to, Tag.Subscriber, message.SubscriberName);
        Text(to, Tag.Schedule, message.ScheduleId);
        Text(to, Tag.CallerIp, message.CallerIp);
        Number(to, Tag.RegistryVersion, message.RegistryVersion == 0 ? null : message.RegistryVersion);
        Number(to, Tag.TopicRetries, message.TopicRetries);
        Text(to, Tag.TopicRetryDelay, message.TopicRetryDelay);
    }

    // The lane ends with scheme, host and port; most URLs start with exactly that.
    private static void WriteUrl(ArrayBufferWriter<byte> to, string? url, string lane)
    {
        var authority = lane.AsSpan(lane.LastIndexOf('\n') + 3);
        if (url.AsSpan().StartsWith(authority, StringComparison.Ordinal))
        {
            Text(to, Tag.UrlTail, url?[authority.Length..]);
        }
        else
        {
            Text(to, Tag.Url, url);
        }
    }

    private static void Text(ArrayBufferWriter<byte> to, Tag tag, string? value)
    {
        if (value is null)
        {
            return;
        }

        var bytes = Encoding.UTF8.GetByteCount(value);
        var span = to.GetSpan(bytes + 6);
        span[0] = (byte)tag;
        var at = 1 + Varint(span[1..], (ulong)bytes);
        Encoding.UTF8.GetBytes(value, span[at..]);
        to.Advance(at + bytes);
    }

    private static void Number(ArrayBufferWriter<byte> to, Tag tag, long? value)
    {
        if (value is null)
        {
            return;
        }

        var span = to.GetSpan(16);
        span[0] = (byte)tag;
        var bytes = Varint(span[2..], (ulong)value.Value);
        span[1] = (byte)bytes;
        to.Advance(2 + bytes);
    }

    private static int Varint(Span<byte> to, ulong value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            to[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[at++] = (byte)value;
        return at;
    }

    private readonly ref struct Fields
    {
        private readonly Dictionary<Tag, object> values = [];

        public Fields(ReadOnlySpan<byte> envelope)
        {
            List<KeyValuePair<string, string>>? headers = null;
            var name = "";
            while (!envelope.IsEmpty)
            {
                var tag = (Tag)envelope[0];
                var length = (int)ReadVarint(envelope[1..], out var lengthBytes);
                var content = envelope.Slice(1 + lengthBytes, length);
                envelope = envelope[(1 + lengthBytes + length)..];
                switch (tag)
                {
                    case Tag.HeaderName:
                        name = Encoding.UTF8.GetString(content);
                        break;
                    case Tag.HeaderValue:
                        (headers ??= []).Add(new(name, Encoding.UTF8.GetString(content)));
                        break;
                    case Tag.CreatedAt or Tag.NotBefore or Tag.Retries or Tag.Timeout or Tag.TopicRetries or Tag.RegistryVersion:
                        values[tag] = (long)ReadVarint(content, out _);
                        break;
                    default:
                        values[tag] = Encoding.UTF8.GetString(content);
                        break;
                }
            }

            Headers = headers ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
        }

        public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

        public string? Text(Tag tag) => values.TryGetValue(tag, out var value) ? (string)value : null;

        public long? Number(Tag tag) => values.TryGetValue(tag, out var value) ? (long)value : null;

        private static ulong ReadVarint(ReadOnlySpan<byte> from, out int bytes)
        {
            var value = 0UL;
            for (bytes = 0; ; bytes++)
            {
                value |= (ulong)(from[bytes] & 0x7f) << (7 * bytes);
                if ((from[bytes] & 0x80) == 0)
                {
                    bytes++;
                    return value;
                }
            }
        }
    }
}
