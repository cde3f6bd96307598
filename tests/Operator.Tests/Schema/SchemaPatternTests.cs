using Postrider.Operator.Schema;

namespace Postrider.Operator.Tests.Schema;

public sealed class SchemaPatternTests
{
    [Theory]
    [InlineData("^a$", "a", true)]
    [InlineData("^a$", "a\n", false)]
    [InlineData("^[a$]+$", "a$", true)]
    [InlineData(@"^\$$", "$", true)]
    [InlineData("b", "abc", true)]
    [InlineData("^(a|$)", "", true)]
    public void A_dollar_is_the_very_end(string pattern, string text, bool matches) => Assert.Equal(matches, SchemaPattern.IsMatch(pattern, text));
}
