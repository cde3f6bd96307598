using Postrider.Dispatcher.Delivery;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class AnswerBudgetTests
{
    private const int Free = AnswerRoom.Free;
    private readonly AnswerBudget budget = new(most: 3 * Free);

    [Fact]
    public void Every_answer_has_its_part_whatever_others_hold()
    {
        using var greedy = budget.Open(keepsSuccess: false);
        Assert.True(greedy.Holds(2 * Free));
        Assert.False(greedy.Holds(5 * Free));
        using var other = budget.Open(keepsSuccess: false);
        Assert.True(other.Holds(Free));
    }

    [Fact]
    public void What_an_answer_had_is_there_for_the_next_when_its_outcome_is_written()
    {
        var first = budget.Open(keepsSuccess: false);
        Assert.True(first.Holds(3 * Free));
        using var second = budget.Open(keepsSuccess: false);
        Assert.False(second.Holds(3 * Free));
        first.Dispose();
        first.Dispose();
        Assert.True(second.Holds(3 * Free));
    }
}
