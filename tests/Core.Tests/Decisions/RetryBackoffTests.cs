using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.TestKit.Compatibility;

namespace Postrider.Core.Tests.Decisions;

public sealed class RetryBackoffTests
{
    private const long Day = 86_400_000;
    private static readonly RetryPolicy Stepped = new() { Backoff = new BackoffPolicy { InitialMs = 12_000, Factor = 12, MaxMs = 3_600_000 } };

    [Theory]
    [ProtocolItem(146)]
    [InlineData(0, 12_182)]
    [InlineData(1, 148_413)]
    [InlineData(2, 1_808_042)]
    [InlineData(3, 22_026_465)]
    [InlineData(4, Day)]
    [InlineData(1000, Day)]
    public void Without_a_policy_the_protocols_delays_apply(int retried, long delayMs) =>
        Assert.Equal(delayMs, RetryBackoff.DelayMs(null, null, null, retried, 0.5, Day * 365));

    [Theory]
    [InlineData(0, 12_000)]
    [InlineData(1, 144_000)]
    [InlineData(2, 1_728_000)]
    [InlineData(3, 3_600_000)]
    [InlineData(60_000, 3_600_000)]
    public void Steps_grow_by_the_factor_up_to_the_maximum(int retried, long delayMs) =>
        Assert.Equal(delayMs, RetryBackoff.DelayMs(null, Stepped, null, retried, 0.5, Day));

    [Theory]
    [InlineData(0.0, 9_000)]
    [InlineData(0.5, 10_000)]
    [InlineData(0.999999, 10_999)]
    public void Jitter_spreads_around_the_delay(double random, long delayMs)
    {
        var policy = new RetryPolicy { Backoff = new BackoffPolicy { InitialMs = 10_000, JitterPercent = 10 } };
        Assert.Equal(delayMs, RetryBackoff.DelayMs(null, policy, null, 0, random, Day));
    }

    [Fact]
    public void The_messages_expression_comes_before_the_endpoints_and_the_endpoints_before_the_topics()
    {
        var endpoint = new RetryPolicy { DelayExpression = "2000" };
        Assert.Equal(1000, RetryBackoff.DelayMs("1000", endpoint, "3000", 0, 0, Day));
        Assert.Equal(2000, RetryBackoff.DelayMs(null, endpoint, "3000", 0, 0, Day));
        Assert.Equal(3000, RetryBackoff.DelayMs(null, new RetryPolicy { Limit = 1 }, "3000", 0, 0, Day));
    }

    [Fact]
    public void An_expression_is_capped() => Assert.Equal(5000, RetryBackoff.DelayMs("1e9", null, null, 0, 0, 5000));

    [Fact]
    public void A_topics_steps_become_the_expression_that_its_messages_carry()
    {
        var expression = RetryBackoff.AsExpression(Stepped);
        for (var retried = 0; retried < 5; retried++)
        {
            Assert.Equal(RetryBackoff.DelayMs(null, Stepped, null, retried, 0.5, Day), RetryBackoff.DelayMs(null, null, expression, retried, 0.5, Day));
        }

        Assert.Null(RetryBackoff.AsExpression(new RetryPolicy { Limit = 2 }));
        Assert.Equal("retried * 5", RetryBackoff.AsExpression(new RetryPolicy { DelayExpression = "retried * 5" }));
    }
}
