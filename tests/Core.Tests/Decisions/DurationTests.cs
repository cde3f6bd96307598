using Postrider.Core.Decisions;

namespace Postrider.Core.Tests.Decisions;

public sealed class DurationTests
{
    [Theory]
    [InlineData("10", 10)]
    [InlineData("0", 0)]
    [InlineData("90s", 90)]
    [InlineData("1m30s", 90)]
    [InlineData("1d10h30m", 124_200)]
    [InlineData("1.5s", 1.5)]
    [InlineData("1.5h", 5400)]
    [InlineData(" 7d ", 604_800)]
    public void A_duration_of_the_wire_is_read(string text, double seconds) => Assert.Equal((long)(seconds * 1_000_000), ProtocolDuration.ParseMicros(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("s")]
    [InlineData("-1")]
    [InlineData("-1s")]
    [InlineData("10S")]
    [InlineData("10ms")]
    [InlineData("1h30")]
    [InlineData("1 h")]
    [InlineData("1.2.3s")]
    [InlineData("1e3")]
    [InlineData("1.")]
    [InlineData("1.s")]
    [InlineData(".5s")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999999")]
    public void What_is_no_duration_of_the_wire_is_refused(string text) => Assert.Null(ProtocolDuration.ParseMicros(text));

    [Theory]
    [InlineData("99999d")]
    [InlineData("999999999999999999999999999999999999999999999999999999999999d")]
    public void A_duration_beyond_all_measure_is_one_and_counts_as_the_longest(string text) =>
        Assert.Equal(ProtocolDuration.MostMicros, ProtocolDuration.ParseMicros(text));

    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("250ms", 250)]
    [InlineData("1m1ms", 60_001)]
    [InlineData("1h1m1s1ms", 3_661_001)]
    [InlineData("0s", 0)]
    [InlineData("99999h", 359_996_400_000)]
    public void A_duration_of_a_resource_is_read(string text, long ms) => Assert.Equal(ms, ResourceDuration.ParseMs(text));

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("1d")]
    [InlineData("1.5h")]
    [InlineData("-1s")]
    [InlineData("1s\n")]
    [InlineData("100000s")]
    [InlineData("1h1m1s1ms1ms")]
    [InlineData("1H")]
    public void What_is_no_duration_of_a_resource_is_refused(string text) => Assert.Null(ResourceDuration.ParseMs(text));
}
