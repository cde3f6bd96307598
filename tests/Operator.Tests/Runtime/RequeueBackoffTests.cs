using Postrider.Operator.Runtime;

namespace Postrider.Operator.Tests.Runtime;

public sealed class RequeueBackoffTests
{
    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(2, 0.5)]
    [InlineData(4, 2)]
    [InlineData(7, 15)]
    [InlineData(1_000_000, 15)]
    public void DoublesUpToFifteenSeconds(int failures, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RequeueBackoff.DelayAfter(failures, random: 0.5));

    [Fact]
    public void AWholeKindIsTriedAgainWithinThreeSeconds() =>
        Assert.True(RequeueBackoff.DelayAfter(1_000_000, random: 0.999, RequeueBackoff.MaxSecondsOfKind) <= TimeSpan.FromSeconds(3));

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(0.999_999, 1.2)]
    public void IsSpreadByAFifth(double random, double seconds) =>
        Assert.Equal(seconds, RequeueBackoff.DelayAfter(3, random).TotalSeconds, precision: 3);
}
