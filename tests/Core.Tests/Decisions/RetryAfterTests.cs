using Postrider.Core.Decisions;
using Postrider.TestKit.Compatibility;

namespace Postrider.Core.Tests.Decisions;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [ProtocolItem(147, 148)]
    [InlineData("0", 0)]
    [InlineData("120", 120)]
    [InlineData(" 1.5 ", 1.5)]
    [InlineData("86400", 86400)]
    [InlineData("1m30s", 90)]
    [InlineData("6m0s", 360)]
    [InlineData("250ms", 0.25)]
    [InlineData("500us", 0.0005)]
    [InlineData("500\u00b5s", 0.0005)]
    [InlineData("500\u03bcs", 0.0005)]
    [InlineData("1h", 3600)]
    [InlineData("Thu, 01 Jan 2026 12:00:30 GMT", 30)]
    [InlineData("Thu, 01 Jan 2026 11:00:00 GMT", 0)]
    public void Seconds_dates_and_go_durations_are_read(string value, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Read(value, Now));

    [Theory]
    [ProtocolItem(147, 148)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("86401")]
    [InlineData("25h")]
    [InlineData("1e9")]
    [InlineData("-Infinity")]
    [InlineData("Infinity")]
    [InlineData("NaN")]
    [InlineData("99999999999999999999999999999999999h")]
    [InlineData("2026-01-01T12:00:30Z")]
    [InlineData("Fri, 02 Jan 2026 12:00:01 GMT")]
    public void What_is_unreadable_negative_or_more_than_a_day_is_ignored(string value) => Assert.Null(RetryAfter.Read(value, Now));
}
