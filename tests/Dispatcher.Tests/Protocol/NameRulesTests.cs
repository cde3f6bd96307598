using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Tests.Protocol;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("orders", true)]
    [InlineData("Orders_v1.2-b", true)]
    [InlineData("...", true)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    public void A_name_can_stand_in_a_path(string name, bool valid)
    {
        Assert.Equal(valid, NameRules.ProblemOf(name) is null);
        Assert.Equal(valid, NameRules.IsQueue(name));
    }
}
