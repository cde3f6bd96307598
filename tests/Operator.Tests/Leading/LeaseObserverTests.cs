using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Postrider.Operator.Leading;

namespace Postrider.Operator.Tests.Leading;

public sealed class LeaseObserverTests
{
    private readonly FakeTimeProvider time = new();
    private readonly LeaseObserver observer;

    public LeaseObserverTests() => observer = new LeaseObserver("me", new LeaderOptions(), time);

    [Fact]
    public void One_that_is_renewed_is_left_alone()
    {
        for (var version = 1; version < 20; version++)
        {
            Assert.False(observer.MayTake(Record("other", version)));
            time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal("other", observer.Leader);
    }

    [Fact]
    public void One_that_does_not_change_is_taken_after_the_leaders_own_deadline_and_within_its_duration()
    {
        var options = new LeaderOptions();
        Assert.False(observer.MayTake(Record("other", 1)));
        time.Advance(options.Deadline);
        Assert.False(observer.MayTake(Record("other", 1)));
        time.Advance(options.Duration - options.Deadline - options.Look - options.Look);
        Assert.True(observer.MayTake(Record("other", 1)));
    }

    [Fact]
    public void A_time_that_its_holder_wrote_long_ago_proves_nothing()
    {
        Assert.False(observer.MayTake(Record("other", 1, duration: 15)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(observer.MayTake(Record("other", 1, duration: 15)));
    }

    [Fact]
    public void A_longer_duration_of_its_holder_is_respected()
    {
        Assert.False(observer.MayTake(Record("other", 1, duration: 60)));
        time.Advance(TimeSpan.FromSeconds(47));
        Assert.False(observer.MayTake(Record("other", 1, duration: 60)));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(observer.MayTake(Record("other", 1, duration: 60)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("me")]
    public void One_that_nobody_else_has_is_taken_at_once(string holder) => Assert.True(observer.MayTake(Record(holder, 1)));

    private static LeaseRecord Record(string holder, int version, int duration = 15) => LeaseRecord.Read(JsonNode.Parse($$"""
        {"metadata": {"name": "one", "resourceVersion": "{{version}}"},
         "spec": {"holderIdentity": "{{holder}}", "leaseDurationSeconds": {{duration}}, "renewTime": "2020-01-01T00:00:00.000000Z", "leaseTransitions": 3} }
        """)!.AsObject());
}
