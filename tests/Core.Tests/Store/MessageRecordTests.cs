using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class MessageRecordTests
{
    private static readonly Message Plain = TestMessage.To("a.example").Message;

    [Fact]
    public void A_message_with_everything_is_read_back()
    {
        var message = Plain with
        {
            Method = "PUT",
            ContentType = "application/json; charset=utf-8",
            Headers = [new("X-One", "1"), new("X-One", "2"), new("X-Empty", ""), new("X-Umlaut", "ü")],
            Body = Enumerable.Range(0, 256).Select(number => (byte)number).ToArray(),
            NotBeforeMs = Plain.CreatedAtMs + 60_000,
            Retries = 0,
            RetryDelay = "1000 * retried",
            TimeoutMs = 30_000,
            FlowKey = "key",
            FlowLimits = new FlowLimits(3, 5, 60_000),
            Label = "a,b",
            TopicName = "orders",
            SubscriberName = "audit",
            ScheduleId = "nightly",
            CallerIp = "10.1.2.3",
            TopicRetries = 7,
            TopicRetryDelay = "5",
        };
        Same(message);
    }

    [Fact]
    public void A_plain_message_is_read_back() => Same(Plain);

    [Fact]
    public void A_message_for_an_endpoint_is_read_back_without_a_url()
    {
        var read = Same(TestMessage.ToEndpoint("billing").Message);
        Assert.Equal(("billing", null), (read.Endpoint, read.Url));
    }

    [Fact]
    public void A_long_value_takes_a_longer_length() => Same(Plain with { Headers = [new("X-Long", new string('x', 20_000))], Body = default });

    [Fact]
    public void Headers_may_be_longer_than_64_KiB_together() =>
        Same(Plain with { Headers = [.. Enumerable.Range(0, 50).Select(number => KeyValuePair.Create($"X-{number}", new string('x', 4096)))] });

    [Fact]
    public void A_plain_message_takes_less_than_120_bytes_beyond_its_body()
    {
        var record = MessageRecord.Write(Plain, Plain.Lane.ToString());
        Assert.InRange(record.Length - Plain.Body.Length, 1, 120);
    }

    private static Message Same(Message message)
    {
        var read = MessageRecord.Read(message.Id, MessageRecord.Write(message, message.Lane.ToString()));
        Assert.Equal(message with { Headers = [], Body = default }, read with { Headers = [], Body = default });
        Assert.Equal(message.Headers, read.Headers);
        Assert.Equal(message.Body.ToArray(), read.Body.ToArray());
        return read;
    }
}
