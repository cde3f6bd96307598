using Postrider.Core.Model;
using Postrider.Core.Store.Records;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store.Records;

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
            Queue = "mails",
            Redaction = "body,header[X-One]",
        };
        Same(message);
    }

    [Fact]
    public void Callbacks_are_read_back_with_their_own_failure_callback()
    {
        var nested = new Callback { Url = "https://c.example/failed", Method = "PUT", Headers = [new("X-A", "1"), new("X-A", "2")] };
        var callback = new Callback
        {
            Url = "https://b.example/done", Retries = 0, RetryDelay = "5", TimeoutMs = 1, DelayMs = 2, FlowKey = "k", FlowLimits = new(1, 2, 3), FailureCallback = nested,
        };
        var read = Same(Plain with { Callback = callback, FailureCallback = nested });
        Assert.Equal(callback with { Headers = [], FailureCallback = null }, read.Callback! with { Headers = [], FailureCallback = null });
        Assert.Equal(nested with { Headers = [] }, read.Callback.FailureCallback! with { Headers = [] });
        Assert.Equal(nested.Headers, read.FailureCallback!.Headers);
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
        var record = MessageRecord.Write(Plain, Plain.Route.ToString());
        Assert.InRange(record.Length - Plain.Body.Length, 1, 120);
    }

    private static Message Same(Message message)
    {
        var read = MessageRecord.Read(message.Id, MessageRecord.Write(message, message.Route.ToString()));
        Assert.Equal(Bare(message), Bare(read));
        Assert.Equal(message.Headers, read.Headers);
        Assert.Equal(message.Body.ToArray(), read.Body.ToArray());
        return read;
    }

    // Lists are compared by what is in them, not by what they are.
    private static Message Bare(Message message) => message with { Headers = [], Body = default, Callback = null, FailureCallback = null };
}
