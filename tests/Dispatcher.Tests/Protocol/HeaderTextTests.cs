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
    [InlineData("any text, ü and\ttab", true)]
    [InlineData("", true)]
    [InlineData("a\r\nX-B: 1", false)]
    [InlineData("a\0", false)]
    [InlineData("a\u007f", false)]
    public void A_value_holds_no_control_characters(string value, bool valid) => Assert.Equal(valid, HeaderText.IsValue(value));
}
