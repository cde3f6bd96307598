using Postrider.Core.Decisions;

namespace Postrider.Core.Tests.Decisions;

public sealed class RememberedTests
{
    [Fact]
    public void A_text_has_its_own_answer_whatever_was_asked_before()
    {
        var upper = new Remembered<string?>(text => text.Length == 0 ? null : text.ToUpperInvariant());
        Assert.Equal(["A", "A", "B", null, null, "A"], new[] { "a", "a", "b", "", "", "a" }.Select(upper.Of));
    }

    [Fact]
    public void What_is_asked_again_is_not_worked_out_again()
    {
        var calls = 0;
        var counting = new Remembered<int>(_ => ++calls);
        Assert.Equal([1, 1, 2, 3], new[] { "a", "a", "b", "a" }.Select(counting.Of));
    }
}
