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
        Assert.Equal(2 * Free, greedy.Hold(2 * Free));
        Assert.Equal(3 * Free, greedy.Hold(5 * Free));
        using var other = budget.Open(keepsSuccess: false);
        Assert.Equal(Free, other.Hold(Free));
    }

    [Fact]
    public void What_an_answer_had_is_there_for_the_next_when_its_outcome_is_written()
    {
        var first = budget.Open(keepsSuccess: false);
        Assert.Equal(3 * Free, first.Hold(3 * Free));
        using var second = budget.Open(keepsSuccess: false);
        Assert.Equal(2 * Free, second.Hold(3 * Free));
        first.Dispose();
        first.Dispose();
        Assert.Equal(3 * Free, second.Hold(3 * Free));
    }
}
