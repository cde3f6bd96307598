using System.Globalization;
using System.Text;
using Postrider.Core.Model;
using Postrider.Core.Store.Records;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>A message on its way into Redis, with what only its acceptance needs.</summary>
public sealed record NewMessage
{
    public required Message Message { get; init; }

    /// <summary>Not before Redis' clock at acceptance plus this, µs, less what has passed since it was asked for.</summary>
    public long DelayMicros { get; init; }

    /// <summary>Not before this unix time, µs; 0 = at once.</summary>
    public long NotBeforeMicros { get; init; }

    /// <summary>Null = not deduplicated.</summary>
    public Deduplication? Deduplication { get; init; }

    internal const int ArgumentCount = 4;

    /// <summary>Which of the arguments are the settings.</summary>
    internal const int SettingsArgument = 3;

    /// <summary>The values that the scripts' <c>store</c> reads, in its order.</summary>
    internal void AppendArguments(List<RedisValue> to, byte[] record, string route)
    {
        to.Add(Message.Id.Bytes);
        to.Add(record);
        to.Add(route);
        to.Add(SettingsAfter(TimeSpan.Zero));
    }

    internal void AppendArguments(List<RedisValue> to)
    {
        var route = Message.Route.ToString();
        AppendArguments(to, MessageRecord.Write(Message, route), route);
    }

    /// <summary>What is no part of the record, with the delay that is left when <paramref name="passed"/> of it is over.</summary>
    internal RedisValue SettingsAfter(TimeSpan passed)
    {
        // Most messages have none, and so cost Redis nothing to read.
        if (DelayMicros == 0 && NotBeforeMicros == 0 && Message.FlowLimits is null && Deduplication is null)
        {
            return RedisValue.EmptyString;
        }

        var delay = Math.Max(0, DelayMicros - (long)passed.TotalMicroseconds);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{delay} {NotBeforeMicros} {RecordLimits.Text(Message.FlowLimits) ?? "-"} {Deduplication?.WindowMs ?? 0} {Deduplication?.WindowClass ?? 0} ");
        return (byte[])[.. Encoding.ASCII.GetBytes(text), .. Deduplication?.Hash ?? []];
    }
}
