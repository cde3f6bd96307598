using System.Globalization;
using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Dispatcher.Scheduling;

namespace Postrider.Dispatcher.Tests.Scheduling;

public sealed class FiringPlanTests
{
    [Theory]
    [InlineData("09:00:00", "09:00:00", "09:00", "10:00")]
    [InlineData("09:00:00", "09:00:02", "09:00", "10:00")]
    [InlineData("09:00:00", "09:05:00", "09:00", "10:00")]
    public void A_punctual_look_fires_the_nominal_time(string due, string now, string nominal, string next) => Fires(Plan(due, now), nominal, next);

    [Fact]
    public void After_an_outage_only_the_latest_time_within_the_deadline_fires() => Fires(Plan("09:00:00", "12:02:00"), "12:00", "13:00");

    [Fact]
    public void What_is_later_than_its_deadline_is_missed_and_the_next_time_stands()
    {
        var plan = Plan("09:00:00", "12:30:00");
        Assert.False(plan.Fires);
        Assert.Equal((Ms("09:00"), Ms("13:00")), (plan.NominalMs, plan.NextMs));
    }

    [Fact]
    public void A_longer_deadline_forgives_a_longer_outage() => Fires(Plan("09:00:00", "12:30:00", deadlineSeconds: 3600), "12:00", "13:00");

    [Fact]
    public void With_no_deadline_a_firing_on_time_still_happens_and_a_late_one_does_not()
    {
        Fires(Plan("09:00:00", "09:00:02", deadlineSeconds: 0), "09:00", "10:00");
        Assert.False(Plan("09:00:00", "09:01:00", deadlineSeconds: 0).Fires);
    }

    [Fact]
    public void A_worker_whose_clock_is_behind_fires_the_nominal_time_and_not_the_same_again() => Fires(Plan("09:00:00", "08:59:58"), "09:00", "10:00");

    [Fact]
    public void A_schedule_that_never_comes_again_has_no_next_time() =>
        Assert.Null(Plan("09:00:00", "09:00:00", cron: "0 0 30 2 *").NextMs);

    private static void Fires(FiringPlan plan, string nominal, string next)
    {
        Assert.True(plan.Fires);
        Assert.Equal((Ms(nominal), Ms(next)), (plan.NominalMs, plan.NextMs));
    }

    private static FiringPlan Plan(string due, string now, int deadlineSeconds = 300, string cron = "0 * * * *")
    {
        Assert.True(CronClock.TryParse(cron, "UTC", out var clock, out _));
        var definition = new ScheduleDefinition { Namespace = "shop", Name = "hourly", Source = "test", Cron = cron, StartingDeadlineSeconds = deadlineSeconds };
        return FiringPlan.Make(new DueSchedule(definition, "1", Ms(due)), clock, Time(now));
    }

    private static long Ms(string time) => Time(time).ToUnixTimeMilliseconds();

    private static DateTimeOffset Time(string time) => DateTimeOffset.Parse($"2026-01-01T{time}Z", CultureInfo.InvariantCulture);
}
