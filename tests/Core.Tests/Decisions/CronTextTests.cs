using System.Globalization;
using Postrider.Core.Decisions;
using Postrider.TestKit.Compatibility;

namespace Postrider.Core.Tests.Decisions;

public sealed class CronTextTests
{
    private static readonly DateTimeOffset Now = Time("2026-01-01T00:00Z");

    [Theory]
    [InlineData("* * * * *", "* * * * *", "* * * * *", "UTC")]
    [InlineData("  */5 * * * *\t ", "*/5 * * * *", "*/5 * * * *", "UTC")]
    [InlineData("CRON_TZ=Europe/Berlin 0 9 * * MON-FRI", "CRON_TZ=Europe/Berlin 0 9 * * MON-FRI", "0 9 * * MON-FRI", "Europe/Berlin")]
    [InlineData(" CRON_TZ=UTC   0 9 1,15 jan-mar 0 ", "CRON_TZ=UTC   0 9 1,15 jan-mar 0", "0 9 1,15 jan-mar 0", "UTC")]
    [ProtocolItem(91)]
    public void It_is_five_fields_with_a_time_zone_before_them_or_none(string given, string text, string cron, string zone)
    {
        Assert.True(CronText.TryParse(given, Now, out var read, out _));
        Assert.Equal(new CronText(text, cron, zone), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("@every 1m")]
    [InlineData("@daily")]
    [InlineData("60 * * * *")]
    [InlineData("CRON_TZ=* * * * *")]
    [InlineData("CRON_TZ=Europe/Berlin")]
    [InlineData("CRON_TZ=Europe/Nowhere * * * * *")]
    [InlineData("CRON_TZ=../../etc/passwd * * * * *")]
    [InlineData("TZ=UTC * * * * *")]
    [InlineData("0 0 31 2 *")]
    [ProtocolItem(101)]
    public void Anything_else_is_refused_in_words(string given)
    {
        Assert.False(CronText.TryParse(given, Now, out var read, out var error));
        Assert.Null(read);
        Assert.NotEmpty(error);
    }

    [Fact]
    [ProtocolItem(92)]
    public void Nine_in_Berlin_is_nine_in_Berlin_in_winter_and_in_summer()
    {
        Assert.True(CronText.TryParse("CRON_TZ=Europe/Berlin 0 9 * * *", Now, out var read, out _));
        Assert.True(CronClock.TryParse(read.Cron, read.TimeZone, out var clock, out _));
        Assert.Equal(Time("2026-03-28T08:00Z"), clock.Next(Time("2026-03-28T00:00Z")));
        Assert.Equal(Time("2026-03-29T07:00Z"), clock.Next(Time("2026-03-28T08:00Z"))); // the clocks go forward that night
        Assert.Equal(Time("2026-10-25T08:00Z"), clock.Next(Time("2026-10-24T07:00Z")));
    }

    [Theory]
    [InlineData("0 9 * * *", "UTC", "0 9 * * *")]
    [InlineData("0 9 * * *", "Europe/Berlin", "CRON_TZ=Europe/Berlin 0 9 * * *")]
    public void Fields_and_zone_are_written_as_one_text(string cron, string zone, string text) => Assert.Equal(text, CronText.Write(cron, zone));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
