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

    // Zones of the northern and the southern half, of half an hour, that skipped a day, and whose winter is a daylight saving of minus an hour.
    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Europe/Dublin")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Africa/El_Aaiun")]
    [InlineData("America/New_York")]
    [InlineData("America/Santiago")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Chatham")]
    [InlineData("Asia/Kathmandu")]
    public void An_interval_fires_whenever_the_clock_shows_one_of_its_times_and_at_the_end_of_a_gap_over_one(string zone)
    {
        foreach (var (cron, minutes) in new[] { ("*/10 * * * *", 10), ("0 * * * *", 60), ("*/20 1-3 * * *", 20) })
        {
            var found = Occurrences(Clock(cron, zone), "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
            Assert.Equal(Shown(zone, found[0], found[^1], time => time.Minute % minutes == 0 && (cron[^7] == '*' || time.Hour is >= 1 and <= 3)), found);
        }
    }

    [Theory]
    [InlineData("Europe/Dublin", "30 1 28 3 *", "2027-03-01T00:00:00Z", "2027-03-28T01:00:00Z")]
    [InlineData("Pacific/Apia", "30 4 30 12 *", "2011-12-29T00:00:00Z", "2011-12-30T10:00:00Z")]
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00:00Z", "2026-10-03T15:30:00Z")]
    public void A_time_in_an_unusual_gap_fires_at_its_end(string zone, string cron, string after, string next) => Assert.Equal(Time(next), Clock(cron, zone).Next(Time(after)));

    [Theory]
    [InlineData("Europe/Dublin")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Santiago")]
    public void A_fixed_time_fires_once_a_day_in_every_zone(string zone)
    {
        for (var half = 0; half < 48; half++)
        {
            var found = Occurrences(Clock($"{half % 2 * 30} {half / 2} * * *", zone), "2027-01-01T12:17:00Z", "2028-01-01T12:17:00Z");
            Assert.Equal(365, found.Count);
            Assert.All(found.Zip(found.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromHours(22.5), TimeSpan.FromHours(25)));
        }
    }

    [Fact]
    public void The_latest_occurrence_is_found_on_a_day_on_which_the_clock_changes()
    {
        var clock = Clock("* * * * *", "Europe/Dublin");
        Assert.Equal(Time("2027-03-28T01:07:00Z"), clock.Latest(Time("2027-03-20T00:00:00Z"), Time("2027-03-28T01:07:30Z")));
        Assert.Equal(Time("2027-03-28T00:59:00Z"), clock.Latest(Time("2027-03-20T00:00:00Z"), Time("2027-03-28T00:59:59Z")));
        Assert.Equal(Time("2027-10-31T01:30:00Z"), clock.Latest(Time("2027-10-31T00:00:00Z"), Time("2027-10-31T01:30:00Z")));
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
    }

    [Theory]
    [InlineData("localtime")]
    [InlineData("Factory")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("posix/Europe/Berlin")]
    public void A_file_beside_the_zones_is_refused_when_it_is_declared(string zone)
    {
        Assert.False(CronClock.TryDeclare("* * * * *", zone, out var clock, out var error));
        Assert.Null(clock);
        Assert.Contains("IANA", error, StringComparison.Ordinal);
        Assert.True(CronClock.TryDeclare("* * * * *", "Europe/Berlin", out _, out _));
    }

    private static CronClock Clock(string cron, string zone = "UTC") => CronClock.TryParse(cron, zone, out var clock, out var error) ? clock : throw new FormatException(error);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static List<DateTimeOffset> Occurrences(CronClock clock, string after, string until)
    {
        var found = new List<DateTimeOffset>();
        for (var at = clock.Next(Time(after)); at < Time(until) && found.Count < 100_000; at = clock.Next(at.Value))
        {
            found.Add(at.Value);
        }

        return found;
    }

    // Minute by minute, by what a clock shows: the moments at which it shows such a time, and those from which on it has skipped one.
    private static List<DateTimeOffset> Shown(string zone, DateTimeOffset first, DateTimeOffset last, Func<DateTime, bool> matches)
    {
        var (info, shown) = (TimeZoneInfo.FindSystemTimeZoneById(zone), new List<DateTimeOffset>());
        for (var moment = first; moment <= last; moment += TimeSpan.FromMinutes(1))
        {
            var (wall, expected) = (WallAt(moment), WallAt(moment.AddMinutes(-1)).AddMinutes(1));
            if (matches(wall) || Enumerable.Range(0, Math.Max(0, (int)(wall - expected).TotalMinutes)).Any(minute => matches(expected.AddMinutes(minute))))
            {
                shown.Add(moment);
            }
        }

        return shown;

        DateTime WallAt(DateTimeOffset moment) => moment.UtcDateTime + info.GetUtcOffset(moment);
    }

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
