using Microsoft.Extensions.Time.Testing;
using Postrider.Operator.Events;

namespace Postrider.Operator.Tests.Events;

public sealed class EventBudgetTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void One_resource_gets_ten_at_once_then_one_in_half_a_minute_and_others_have_their_own()
    {
        var budget = new EventBudget(time);
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => budget.TryTake("a")));
        Assert.True(budget.TryTake("b"));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(2, Enumerable.Range(0, 50).Count(_ => budget.TryTake("a")));
    }

    [Fact]
    public void The_same_again_counts_up_for_ten_minutes()
    {
        var told = new ToldEvents(time);
        var happened = new ResourceEvent(Core.Model.ResourceKind.Topic, new("default", "a"), "uid", true, "Accepted", "fine", time.GetUtcNow());
        Assert.Null(told.Find(happened));
        told.Remember(happened, "a.1", 1);
        Assert.Equal(("a.1", 1), (told.Find(happened)!.ObjectName, told.Find(happened)!.Count));
        Assert.Null(told.Find(happened with { Reason = "Invalid" }));
        Assert.Null(told.Find(happened with { Identity = "another" }));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(told.Find(happened));
    }
}
