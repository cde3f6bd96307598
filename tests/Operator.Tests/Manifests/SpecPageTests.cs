using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Postrider.Operator.Api;
using Postrider.Operator.Manifests;
using Postrider.Operator.Runtime;
using Postrider.Operator.Schema;
using Postrider.Operator.Sources.Directory;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Manifests;

/// <summary>The page of each kind says what the kind is now.</summary>
public sealed partial class SpecPageTests
{
    private static readonly string[] Headings =
        ["What it is", "Example", "Fields", "Status", "Conditions and reasons", "How it behaves", "Limits"];

    private static readonly string[] All = ["endpoint", "topic", "schedule"];

    public static TheoryData<string> Kinds => new(All);

    [Fact]
    public void The_tables_of_fields_are_what_the_types_say() =>
        Assert.All(ManifestsCommand.Pages(Folder), page => Assert.True(File.ReadAllText(page.Path) == page.Content, $"{page.Path} differs: run make manifests"));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void All_have_the_same_headings(string kind) => Assert.Equal(Headings, Heading().Matches(Text(kind)).Select(match => match.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_examples_are_accepted(string kind)
    {
        var examples = Example().Matches(Text(kind)).Select(match => YamlReader.Read(match.Groups[1].Value)[0].Document).ToList();
        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            Assert.Equal(kind, ((string?)example["kind"])!.ToLowerInvariant());
            Assert.Empty(ErrorsOf(kind, example));
        });
    }

    [Fact]
    public void Every_reason_is_explained_on_a_page()
    {
        var told = All.SelectMany(kind => Reason().Matches(Text(kind)).Select(match => match.Groups[1].Value)).ToHashSet();
        var reasons = typeof(Reasons).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);
        Assert.Equal(reasons, told.Intersect(reasons).Order(StringComparer.Ordinal));
    }

    private static string Folder => Checkout.PathOf("docs", "spec");

    private static string Text(string kind) => File.ReadAllText(Path.Combine(Folder, kind + ".md"));

    private static IReadOnlyList<string> ErrorsOf(string kind, JsonNode example) => kind switch
    {
        "endpoint" => ResourceReader.ReadStrict<Endpoint>(example).Errors,
        "topic" => ResourceReader.ReadStrict<Topic>(example).Errors,
        _ => ResourceReader.ReadStrict<Schedule>(example).Errors,
    };

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("`([A-Z][A-Za-z]+)`")]
    private static partial Regex Reason();
}
