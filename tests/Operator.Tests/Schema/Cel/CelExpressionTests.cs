using System.Text.Json.Nodes;
using Postrider.Operator.Schema.Cel;

namespace Postrider.Operator.Tests.Schema.Cel;

public sealed class CelExpressionTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("!true", false)]
    [InlineData("true || false && false", true)]
    [InlineData("(true || false) && false", false)]
    [InlineData("false ? true : true ? false : true", false)]
    [InlineData("1 < 2 && 2 <= 2 && 3 > 2 && 2 >= 2 && 1 != 2 && 1 == 1", true)]
    [InlineData("'a' < 'b' && 'a' == \"a\"", true)]
    [InlineData("2 in [1, 2]", true)]
    [InlineData("self.count == 3 && self.count in [3] && self.count != 4", true)]
    [InlineData("'x' in self", false)]
    [InlineData("'name' in self", true)]
    [InlineData("[1, 2] == [1, 2]", true)]
    [InlineData("has(self.name) && !has(self.other)", true)]
    [InlineData("self.name == 'Billing'", true)]
    [InlineData("self.name.lowerAscii() == 'billing'", true)]
    [InlineData("self.name.startsWith('Bill') && self.name.endsWith('ing') && self.name.contains('lli')", true)]
    [InlineData("self.name.matches('^[A-Z][a-z]+$')", true)]
    [InlineData("size(self.name) == 7 && self.list.size() == 2 && size(self) == 4", true)]
    [InlineData("self.list.all(item, item.startsWith('a'))", true)]
    [InlineData("self.list.exists(item, item == 'ab')", true)]
    [InlineData("self.list.exists_one(item, item.startsWith('a'))", false)]
    [InlineData("self.all(key, size(key) < 6)", true)]
    [InlineData("self.list.all(item, self.list.exists_one(other, other == item))", true)]
    [InlineData("duration('1h30m') == duration('90m') && duration(self.wait) > duration('999ms')", true)]
    [InlineData("'it\\'s\\ta tab' == 'it\\'s\\ta tab'", true)]
    public void An_expression_is_evaluated(string text, bool expected) => Assert.Equal(expected, CelExpression.Parse(text).IsTrue(Self()));

    [Theory]
    [InlineData("true || self.missing == 1", true)]
    [InlineData("self.missing == 1 || true", true)]
    [InlineData("false && self.missing == 1", false)]
    [InlineData("self.missing == 1 && false", false)]
    public void Either_side_decides_when_the_other_cannot_be_evaluated(string text, bool expected) =>
        Assert.Equal(expected, CelExpression.Parse(text).IsTrue(Self()));

    [Theory]
    [InlineData("self.missing == 1")]
    [InlineData("self.missing == 1 || false")]
    [InlineData("self.name < 1")]
    [InlineData("duration('1d') > duration('1s')")]
    [InlineData("self.name")]
    [InlineData("nobody == 1")]
    [InlineData("size(1) == 1")]
    public void What_cannot_be_evaluated_throws(string text) => Assert.Throws<CelException>(() => CelExpression.Parse(text).IsTrue(Self()));

    [Theory]
    [InlineData("")]
    [InlineData("1 +")]
    [InlineData("(true")]
    [InlineData("true true")]
    [InlineData("'open")]
    [InlineData("self.")]
    [InlineData("unknown(self)")]
    [InlineData("has(self)")]
    [InlineData("a; b")]
    [InlineData("'\\q' == 'q'")]
    public void What_is_not_in_the_supported_part_is_refused(string text) => Assert.Throws<CelException>(() => CelExpression.Parse(text));

    [Fact]
    public void Sizes_count_characters_and_not_their_halves() => Assert.True(CelExpression.Parse("size(self) == 1").IsTrue(JsonValue.Create("😀")));

    private static JsonNode Self() => JsonNode.Parse("""{"name": "Billing", "list": ["a", "ab"], "wait": "1s", "count": 3}""")!;
}
