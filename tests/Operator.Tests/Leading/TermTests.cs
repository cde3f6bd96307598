using Microsoft.Extensions.Time.Testing;
using Postrider.Core.Fencing;
using Postrider.Operator.Leading;

namespace Postrider.Operator.Tests.Leading;

public sealed class TermTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider time = new();
    private readonly LeaseRecord record = LeaseRecord.New("one");

    [Fact]
    public void It_ends_when_it_is_not_renewed()
    {
        using var term = new Term(record, time.GetTimestamp(), Deadline, time);
        time.Advance(TimeSpan.FromSeconds(9));
        term.ThrowIfOver();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(term.Over.IsCancellationRequested);
        Assert.Throws<FencedException>(term.ThrowIfOver);
    }

    [Fact]
    public void A_renewal_counts_from_when_its_call_began()
    {
        using var term = new Term(record, time.GetTimestamp(), Deadline, time);
        time.Advance(TimeSpan.FromSeconds(5));
        var began = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(4));
        term.Renewed(record, began);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(term.IsOver);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(term.IsOver);
    }

    [Fact]
    public void An_answer_that_comes_after_the_deadline_renews_nothing()
    {
        using var term = new Term(record, time.GetTimestamp(), Deadline, time);
        var began = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(11));
        term.Renewed(record, began);
        Assert.True(term.IsOver);
    }
}
