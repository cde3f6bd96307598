using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Core.Tests.Store;

public sealed class MessageTemplateTests
{
    [Fact]
    public void A_template_keeps_all_that_a_message_carries_but_where_and_when()
    {
        var message = TestMessage.To("a.example").Message with
        {
            Namespace = "shop", Method = "PUT", ContentType = "text/plain", Headers = [new("X-A", "1"), new("X-A", "2")], Body = new byte[] { 0, 0xff }, NotBeforeMs = 5,
            Retries = 0, RetryDelay = "7", TimeoutMs = 9, FlowKey = "key", FlowLimits = new(1, 2, 3000), Label = "a,b", CallerIp = "1.2.3.4", Queue = "queue", Redaction = "body",
            Callback = new() { Url = "https://a.example/done", Headers = [new("X-B", "3")] }, FailureCallback = new() { Url = null, Endpoint = "alarm", Retries = 1 }, IsFailureCallback = true,
        };
        var read = MessageTemplate.Of(Schedule() with { Template = MessageTemplate.Write(message) });
        Assert.Equal(
            message with { Id = read.Id, Url = null, Endpoint = "", CreatedAtMs = 0, Headers = read.Headers, Body = read.Body, Callback = read.Callback, FailureCallback = read.FailureCallback }, read);
        Assert.Equal(message.Headers, read.Headers);
        Assert.Equal(message.Body.ToArray(), read.Body.ToArray());
        Assert.Equal((message.Callback!.Url, message.Callback.Headers[0], 1, "alarm"), (read.Callback!.Url, read.Callback.Headers[0], read.FailureCallback!.Retries, read.FailureCallback.Endpoint));
    }

    [Fact]
    public void The_same_message_makes_the_same_bytes_whenever_it_is_made()
    {
        var message = TestMessage.To("a.example").Message;
        Assert.Equal(MessageTemplate.Write(message), MessageTemplate.Write(message with { Id = MessageId.New(3), CreatedAtMs = 99 }));
    }

    [Fact]
    public void Without_a_template_the_fields_say_it()
    {
        var read = MessageTemplate.Of(Schedule() with { Owner = "pay", Body = "tick", Retry = new() { Limit = 2, DelayExpression = "5" } });
        Assert.Equal(("pay", "POST", 2, "5", 4), (read.Namespace, read.Method, read.Retries, read.RetryDelay, read.Body.Length));
    }

    private static ScheduleDefinition Schedule() => new() { Namespace = "shop", Name = "nightly", Source = "test", Cron = "0 0 * * *" };
}
