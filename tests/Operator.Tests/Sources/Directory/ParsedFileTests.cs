using Postrider.Operator.Sources.Directory;

namespace Postrider.Operator.Tests.Sources.Directory;

public sealed class ParsedFileTests
{
    private const string First = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n---\n";

    [Theory]
    [InlineData("metadata: { name: one\nspec:\n  url: x\n", 5)]
    [InlineData("spec:\n  retry: { limit: 5\n  url: x\n", 6)]
    [InlineData("spec:\n  headers: [ {name: a, value: b}\n  url: x\n", 6)]
    [InlineData("a: 1\nb: *nope\n", 6)]
    [InlineData("a:\n\tb: 1\n", 5)] // where the map begins
    [InlineData("a: 1\na: 2\n", 6)]
    [InlineData("a: [1\n", 6)]
    public void What_is_no_yaml_is_told_with_its_line(string second, int line)
    {
        var problem = Assert.Single(ParsedFile.Parse("a.yaml", First + second).Problems);
        Assert.StartsWith($"a.yaml:{line}: ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("current state of the object", problem, StringComparison.Ordinal);
    }
}
