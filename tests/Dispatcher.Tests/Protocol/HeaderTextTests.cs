using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Tests.Protocol;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("content-type", "Content-Type")]
    [InlineData("x-API-key", "X-Api-Key")]
    [InlineData("ETag", "Etag")]
    [InlineData("x--y", "X--Y")]
    [InlineData("not a name", "not a name")]
    public void Names_are_shown_in_canonical_form(string name, string canonical) => Assert.Equal(canonical, HeaderText.Canonical(name));

    [Theory]
    [InlineData("X-A", true)]
    [InlineData("x_a.b~1", true)]
    [InlineData("", false)]
    [InlineData("X A", false)]
    [InlineData("X:A", false)]
    [InlineData("X\n", false)]
    [InlineData("Ü", false)]
    public void A_name_is_a_token(string name, bool valid) => Assert.Equal(valid, HeaderText.IsName(name));

    [Theory]
    [InlineData("any text, ü, 😀 and\ttab", null)]
    [InlineData("", null)]
    [InlineData("a\r\nX-B: 1", "control characters")]
    [InlineData("a\0", "control characters")]
    [InlineData("a\u007f", "control characters")]
    [InlineData("a\u0085", "control characters")]
    [InlineData("a\ufffd", "UTF-8")]
    public void A_value_that_cannot_be_sent_says_why(string value, string? problem)
    {
        if (problem is null)
        {
            Assert.Null(HeaderText.ProblemOf(value));
        }
        else
        {
            Assert.Contains(problem, HeaderText.ProblemOf(value), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Half_of_a_surrogate_pair_cannot_be_sent() =>
        Assert.All(["\ud83d", "\ude00", "\ude00\ud83d", "\ud83dx"], value => Assert.NotNull(HeaderText.ProblemOf(value)));
}
