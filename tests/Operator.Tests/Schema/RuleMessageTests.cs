using System.Text.RegularExpressions;
using Postrider.Operator.Api;
using Postrider.Operator.Schema;

namespace Postrider.Operator.Tests.Schema;

/// <summary>Whoever breaks a rule is told what was expected and what to do; the field is named in front of that.</summary>
public sealed partial class RuleMessageTests
{
    private const int MaxLength = 160; // kubectl prints it in one line with the field and the value

    public static TheoryData<string> Messages => [.. Rules.Of(typeof(Endpoint)).Concat(Rules.Of(typeof(Topic))).Concat(Rules.Of(typeof(Schedule))).Select(rule => rule.Rule.Message).Distinct()];

    [Theory]
    [MemberData(nameof(Messages))]
    public void It_says_what_to_do(string message)
    {
        Assert.Matches(Expectation(), message);
        Assert.Matches(Advice(), message);
        Assert.InRange(message.Length, 10, MaxLength);
        Assert.DoesNotMatch("[.!]$", message);
    }

    [GeneratedRegex("^(must|set) ")]
    private static partial Regex Expectation();

    [GeneratedRegex("(^|: )(set|write|use|remove|choose|percent-encode) ")]
    private static partial Regex Advice();
}
