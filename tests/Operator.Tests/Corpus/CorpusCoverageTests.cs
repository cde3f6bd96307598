using System.Text.RegularExpressions;
using Postrider.Operator.Api;
using Postrider.Operator.Tests.Schema;

namespace Postrider.Operator.Tests.Corpus;

/// <summary>No rule at any field without a bad file that it refuses.</summary>
public sealed partial class CorpusCoverageTests
{
    [Theory]
    [InlineData(typeof(Endpoint))]
    [InlineData(typeof(Topic))]
    [InlineData(typeof(Schedule))]
    public void Each_rule_refuses_a_file_at_each_field_that_has_it(Type type)
    {
        var files = TestKit.Corpus.Bad.Where(file => (string?)CorpusCases.DocumentOf(file)["kind"] == type.Name);
        var reported = files.SelectMany(CorpusCases.ErrorsOf).Select(error => Position().Replace(error, "[]")).ToHashSet();
        var silent = Rules.Of(type).Select(rule => $"{rule.Path}: {rule.Rule.Message}").Except(reported).ToList();
        Assert.True(silent.Count == 0, string.Join('\n', silent));
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Position();
}
