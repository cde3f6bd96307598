using Postrider.Core.Decisions;

namespace Postrider.Core.Tests.Decisions;

public sealed class RetryDelayExpressionTests
{
    private const long Day = 86_400_000;

    [Theory]
    [InlineData("1000", 0, 1000)]
    [InlineData("1000 * (1 + retried)", 2, 3000)]
    [InlineData("2 + 3 * 4 - 1", 0, 13)]
    [InlineData("100 / 4 / 5", 0, 5)]
    [InlineData("pow(2, retried) * 1000", 3, 8000)]
    [InlineData("min(86400000, exp(2.5*retried)*1000)", 0, 1000)]
    [InlineData("max(500, 100 * retried)", 9, 900)]
    [InlineData("min(3, 2, 1)", 0, 1)]
    [InlineData("floor(1.9) + ceil(1.1) + round(2.5)", 0, 6)]
    [InlineData("sqrt(abs(-16))", 0, 4)]
    [InlineData("1.5e3", 0, 1500)]
    [InlineData("--5 + +5", 0, 10)]
    [InlineData("\t1 +\t2 ", 0, 3)]
    public void Arithmetic_is_evaluated(string text, int retried, long delayMs) => Assert.Equal(delayMs, DelayOf(text, retried));

    [Theory]
    [InlineData("-5")]
    [InlineData("1/0")]
    [InlineData("0/0")]
    [InlineData("sqrt(-1)")]
    [InlineData("-pow(10, 400)")]
    public void A_result_that_is_no_delay_is_zero(string text) => Assert.Equal(0, DelayOf(text, 0));

    [Fact]
    public void A_long_delay_is_capped() => Assert.Equal(Day, DelayOf("1e12", 0));

    [Theory]
    [InlineData("", "unexpected end")]
    [InlineData("1 +", "unexpected end")]
    [InlineData("1 2", "unexpected '2' at character 3")]
    [InlineData("(1", "unexpected end")]
    [InlineData("1)", "unexpected ')' at character 2")]
    [InlineData("sin(1)", "unknown function 'sin'")]
    [InlineData("pow(1)", "wrong number of arguments for pow")]
    [InlineData("exp(1, 2)", "wrong number of arguments for exp")]
    [InlineData("min(1)", "wrong number of arguments for min")]
    [InlineData("1e", "'1e' is not a number")]
    [InlineData("Retried", "unknown name 'Retried'; the only variable is retried")]
    [InlineData("sin", "unknown name 'sin'; the only variable is retried")]
    [InlineData("$", "unexpected '$' at character 1")]
    [InlineData("5.", "'5.' is not a number")]
    [InlineData("5.e3", "'5.' is not a number")]
    [InlineData("1000\0", "unexpected '\0' at character 5")]
    [InlineData("1000\0\r\nX-Evil: 1", "unexpected '\0' at character 5")]
    [InlineData("(1\0", "unexpected '\0' at character 3")]
    [InlineData("\r\n1", "unexpected '\r' at character 1")]
    public void What_is_not_arithmetic_is_refused_saying_where(string text, string expected)
    {
        Assert.False(RetryDelayExpression.TryParse(text, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Deep_and_long_texts_are_refused_instead_of_exhausting_the_stack()
    {
        Assert.False(RetryDelayExpression.TryParse(new string('(', 200) + "1" + new string(')', 200), out _, out var deep));
        Assert.Contains("nested deeper", deep, StringComparison.Ordinal);
        Assert.False(RetryDelayExpression.TryParse(new string('1', RetryDelayExpression.MaxLength + 1), out _, out var longer));
        Assert.Contains("longer than", longer, StringComparison.Ordinal);
        Assert.Equal(0, DelayOf(new string('-', RetryDelayExpression.MaxLength - 1) + "1", 0));
    }

    private static long DelayOf(string text, int retried) =>
        RetryDelayExpression.TryParse(text, out var expression, out var error) ? expression.DelayMs(retried, Day) : throw new FormatException(error);
}
