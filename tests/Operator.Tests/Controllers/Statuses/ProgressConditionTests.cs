using System.Text.Json.Nodes;
using Postrider.Operator.Controllers.Statuses;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Tests.Controllers.Statuses;

public sealed class ProgressConditionTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Verdict Good = new(Reasons.Accepted, "fine");
    private static readonly Verdict Wrong = new(Reasons.Invalid, "spec.url: wrong");
    private static readonly Verdict Missing = new(Reasons.SecretNotFound, "no such Secret");
    private static readonly Verdict Unreadable = new(Reasons.Unavailable, "forbidden");

    [Fact]
    public void What_only_a_change_of_the_resource_heals_is_stalled_at_once() => Assert.Equal("Stalled", Last(Report(null, Wrong, 1, 0)));

    [Fact]
    public void What_may_appear_is_waited_for_a_minute_and_then_stalled()
    {
        var status = Report(null, Missing, 1, 0);
        Assert.Equal("Reconciling", Last(status));
        Assert.Equal(TimeSpan.FromSeconds(60), ProgressCondition.Remaining(status["conditions"]!.AsArray(), Start));
        status = Report(status, Unreadable, 1, 59);
        Assert.Equal(("Reconciling", Start), (Last(status), SinceOf(status)));
        status = Report(status, Missing, 1, 60);
        Assert.Equal(("Stalled", Start.AddSeconds(60)), (Last(status), SinceOf(status)));
        Assert.Null(ProgressCondition.Remaining(status["conditions"]!.AsArray(), Start));
    }

    [Fact]
    public void One_that_stalled_stays_so_until_it_is_ready_or_asks_for_something_else()
    {
        var stalled = Report(Report(null, Missing, 1, 0), Missing, 1, 60);
        Assert.Equal("Stalled", Last(Report(stalled, Unreadable, 1, 61)));
        Assert.Equal("Reconciling", Last(Report(stalled, Missing, 2, 61)));
        Assert.Equal("Ready", Last(Report(stalled, Good, 1, 61)));
    }

    [Fact]
    public void The_minute_begins_anew_with_each_generation()
    {
        var waiting = Report(null, Missing, 1, 0);
        Assert.Equal("Reconciling", Last(Report(waiting, Missing, 2, 60)));
    }

    private static JsonObject Report(JsonObject? before, Verdict verdict, long generation, int second)
    {
        var status = (JsonObject?)before?.DeepClone() ?? [];
        foreach (var (name, value) in StatusDocument.Change(before, generation, verdict, [], Start.AddSeconds(second)) ?? [])
        {
            status[name] = value?.DeepClone();
        }

        return status;
    }

    private static string? Last(JsonObject status) => (string?)status["conditions"]!.AsArray()[^1]!["type"];

    private static DateTimeOffset SinceOf(JsonObject status) => StatusTime.Read(status["conditions"]!.AsArray()[^1]!["lastTransitionTime"])!.Value;
}
