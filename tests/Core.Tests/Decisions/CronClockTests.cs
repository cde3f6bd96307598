using System.Globalization;
using Postrider.Core.Decisions;

namespace Postrider.Core.Tests.Decisions;

public sealed class CronClockTests
{
    [Theory]
    [InlineData("*/15 * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:15:00Z")]
    [InlineData("0 9 * * MON-FRI", "2026-01-02T09:00:00Z", "2026-01-05T09:00:00Z")]
    [InlineData("0 0 1 JAN *", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("30 4 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T04:30:00Z")]
    [InlineData("0 0 * * 7", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")]
    [InlineData("  5 0 * * * ", "2026-01-01T00:00:00Z", "2026-01-01T00:05:00Z")]
    public void The_next_occurrence_is_strictly_later(string cron, string after, string next) => Assert.Equal(Time(next), Clock(cron).Next(Time(after)));

    [Fact]
    public void Restricted_days_of_month_and_week_combine_with_or()
    {
        var clock = Clock("0 0 13 * 5");
        Assert.Equal(
            ["2026-03-06", "2026-03-13", "2026-03-20", "2026-03-27", "2026-04-03", "2026-04-10", "2026-04-13"], Days(clock, "2026-03-01T00:00:00Z", 7));
    }

    [Fact]
    public void A_day_field_that_starts_with_a_star_does_not_restrict()
    {
        Assert.Equal(["2026-03-06", "2026-03-13"], Days(Clock("0 0 * * 5"), "2026-03-01T00:00:00Z", 2));
        Assert.Equal(["2026-03-13", "2026-03-27"], Days(Clock("0 0 */2 * 5"), "2026-03-07T00:00:00Z", 2));
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("America/New_York", "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z")]
    public void A_time_that_the_clock_skips_fires_at_the_end_of_the_gap(string zone, string after, string next) =>
        Assert.Equal(Time(next), Clock("30 2 * * *", zone).Next(Time(after)));

    [Theory]
    [InlineData("Europe/Berlin", "30 2 * * *", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("America/New_York", "30 1 * * *", "2026-11-01T04:00:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z")]
    public void A_time_that_comes_twice_fires_once(string zone, string cron, string after, string first, string second)
    {
        var clock = Clock(cron, zone);
        Assert.Equal(Time(first), clock.Next(Time(after)));
        Assert.Equal(Time(second), clock.Next(Time(first)));
    }

    [Fact]
    public void An_interval_goes_on_through_both_hours_of_an_overlap()
    {
        var clock = Clock("*/30 * * * *", "Europe/Berlin");
        Assert.Equal(Time("2026-10-25T01:00:00Z"), clock.Next(Time("2026-10-25T00:30:00Z")));
        Assert.Equal(Time("2026-10-25T01:30:00Z"), clock.Next(Time("2026-10-25T01:00:00Z")));
    }

    [Fact]
    public void A_day_that_no_month_has_never_fires()
    {
        Assert.Null(Clock("0 0 30 2 *").Next(Time("2026-01-01T00:00:00Z")));
        Assert.Null(Clock("0 0 30 2 *").Latest(Time("2026-01-01T00:00:00Z"), Time("2027-01-01T00:00:00Z")));
    }

    [Fact]
    public void The_latest_occurrence_includes_both_ends()
    {
        var clock = Clock("0 * * * *");
        Assert.Equal(Time("2026-01-01T03:00:00Z"), clock.Latest(Time("2026-01-01T01:00:00Z"), Time("2026-01-01T03:00:00Z")));
        Assert.Equal(Time("2026-01-01T01:00:00Z"), clock.Latest(Time("2026-01-01T01:00:00Z"), Time("2026-01-01T01:59:00Z")));
        Assert.Null(clock.Latest(Time("2026-01-01T01:00:01Z"), Time("2026-01-01T01:59:59Z")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("0 * * * * *")]
    [InlineData("@every 1h")]
    [InlineData("@daily")]
    [InlineData("@every 1h * * *")]
    [InlineData("TZ=Europe/Berlin 0 4 * * *")]
    [InlineData("TZ=Europe/Berlin 4 * * *")]
    [InlineData("CRON_TZ=UTC 4 * * *")]
    [InlineData("60 * * * *")]
    [InlineData("0 24 * * *")]
    [InlineData("0 0 0 * *")]
    [InlineData("0 0 * 13 *")]
    [InlineData("a b c d e")]
    [InlineData("H * * * *")]
    [InlineData("0 H(1-5) * * *")]
    public void What_is_not_five_fields_is_refused_in_one_sentence(string cron)
    {
        Assert.False(CronClock.TryParse(cron, "UTC", out var clock, out var error));
        Assert.Null(clock);
        Assert.StartsWith($"'{cron}' is not a cron expression", error, StringComparison.Ordinal);
        Assert.False(CronClock.IsValidExpression(cron, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mars/Olympus")]
    [InlineData(" UTC")]
    [InlineData("../etc/passwd")]
    public void An_unknown_zone_is_refused(string zone)
    {
        Assert.False(CronClock.TryParse("* * * * *", zone, out _, out var error));
        Assert.Contains("IANA", error, StringComparison.Ordinal);
        Assert.False(CronClock.IsKnownZone(zone));
    }

    private static CronClock Clock(string cron, string zone = "UTC") => CronClock.TryParse(cron, zone, out var clock, out var error) ? clock : throw new FormatException(error);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static List<string> Days(CronClock clock, string after, int count)
    {
        var days = new List<string>();
        for (var at = clock.Next(Time(after)); days.Count < count; at = clock.Next(at!.Value))
        {
            days.Add(at!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        return days;
    }
}
