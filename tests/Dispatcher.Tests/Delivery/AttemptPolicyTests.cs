using Postrider.Core.Model;
using Postrider.Dispatcher.Delivery;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class AttemptPolicyTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    [Fact]
    public void Retries_come_from_the_message_then_the_endpoint_then_the_topic_then_the_protocol()
    {
        var message = TestLease.Message with { Retries = 1, TopicRetries = 3 };
        var endpoint = TestLease.Endpoint with { Retry = new RetryPolicy { Limit = 2 } };
        Assert.Equal(1, AttemptPolicy.MaxRetries(message, endpoint));
        Assert.Equal(2, AttemptPolicy.MaxRetries(message with { Retries = null }, endpoint));
        Assert.Equal(3, AttemptPolicy.MaxRetries(message with { Retries = null }, TestLease.Endpoint));
        Assert.Equal(3, AttemptPolicy.MaxRetries(TestLease.Message, null));
        Assert.Equal(0, AttemptPolicy.MaxRetries(message with { Retries = 0 }, endpoint));
    }

    [Theory]
    [InlineData(null, null, 900_000)]
    [InlineData(5000L, null, 5000)]
    [InlineData(5000L, 2000L, 2000)]
    [InlineData(1000L, 2000L, 1000)]
    [InlineData(null, 2000L, 2000)]
    [InlineData(86_400_000L, null, 900_000)]
    public void The_shortest_timeout_holds(long? message, long? endpoint, long expected) => Assert.Equal(
        TimeSpan.FromMilliseconds(expected),
        AttemptPolicy.Timeout(TestLease.Message with { TimeoutMs = message }, TestLease.Endpoint with { TimeoutMs = endpoint }, Longest));

    [Fact]
    public void What_the_response_asks_for_comes_before_every_policy()
    {
        var message = TestLease.Message with { RetryDelay = "1000" };
        Assert.Equal(TimeSpan.FromSeconds(7), AttemptPolicy.Delay(message, null, 0, TimeSpan.FromSeconds(7), 0.5, Longest));
        Assert.Equal(TimeSpan.FromSeconds(1), AttemptPolicy.Delay(message, null, 0, null, 0.5, Longest));
    }
}
