using Postrider.Core.Model;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Tests.Protocol;

public sealed class FlowControlValueTests
{
    [Theory]
    [InlineData("parallelism=3, rate=5, period=1m", 3, 5, 60_000)]
    [InlineData("rate=5,parallelism=3", 3, 5, 1000)]
    [InlineData("parallelism=1", 1, 0, 1000)]
    [InlineData("Rate = 10 , Period = 30", 0, 10, 30_000)]
    [InlineData("ratePerSecond=7", 0, 7, 1000)]
    [InlineData("rate=1,period=7d", 0, 1, 604_800_000)]
    public void Limits_are_read_in_any_order(string text, int parallelism, int rate, long periodMs)
    {
        Assert.True(FlowControlValue.TryParse(text, out var limits, out _));
        Assert.Equal(new FlowLimits(parallelism, rate, periodMs), limits);
    }

    [Theory]
    [InlineData("")]
    [InlineData("period=1m")]
    [InlineData("parallelism")]
    [InlineData("parallelism=")]
    [InlineData("parallelism=0")]
    [InlineData("parallelism=-1")]
    [InlineData("rate=1.5")]
    [InlineData("rate=1,period=8d")]
    [InlineData("rate=1,period=0")]
    [InlineData("rate=1,,parallelism=1")]
    [InlineData("speed=1")]
    [InlineData("rate=99999999999")]
    [InlineData("rate=1,rate=2")]
    [InlineData("rate=1,ratePerSecond=2")]
    [InlineData("parallelism=1,Parallelism=1")]
    [InlineData("rate=1,period=1s,period=2s")]
    public void Anything_else_is_refused(string text)
    {
        Assert.False(FlowControlValue.TryParse(text, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_count_that_is_too_large_learns_the_bound()
    {
        Assert.True(FlowControlValue.TryParse("rate=1000000", out _, out _));
        Assert.False(FlowControlValue.TryParse("rate=1000001", out _, out var error));
        Assert.Contains("from 1 to 1000000", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 5, 60_000, "parallelism=2,rate=5,period=60")]
    [InlineData(2, 0, 1000, "parallelism=2,period=1")]
    [InlineData(0, 5, 1000, "rate=5,period=1")]
    public void Deliveries_carry_it_without_blanks_in_whole_seconds(int parallelism, int rate, long periodMs, string text) =>
        Assert.Equal(text, FlowControlValue.Format(new(parallelism, rate, periodMs)));
}
