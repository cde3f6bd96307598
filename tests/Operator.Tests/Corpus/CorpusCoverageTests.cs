using Postrider.Operator.Api;
using Postrider.Operator.Schema;

namespace Postrider.Operator.Tests.Corpus;

/// <summary>No rule without a bad file that it refuses.</summary>
public sealed class CorpusCoverageTests
{
    [Theory]
    [InlineData(typeof(Endpoint))]
    [InlineData(typeof(Topic))]
    [InlineData(typeof(Schedule))]
    public void Each_rule_refuses_a_file(Type type)
    {
        var reported = TestKit.Corpus.Bad.SelectMany(file => CorpusCases.ErrorsOf(file)).ToList();
        var silent = RulesOf(ResourceSchema.ForDefinition(type)).Where(rule => !reported.Any(error => error.EndsWith(": " + rule.Message, StringComparison.Ordinal)));
        Assert.Empty(silent.Select(rule => rule.Text));
    }

    private static IEnumerable<SchemaRule> RulesOf(SchemaNode node) =>
        [.. node.Rules, .. node.Properties.Values.Concat(new[] { node.Items, node.MapValues }.OfType<SchemaNode>()).SelectMany(RulesOf)];
}
