using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Charts;

/// <summary>What the chart makes of each set of values stands in the tree, so that a review sees what a change does.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Sets => new(Rendered.Sets);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Objects_are_those_of_the_tree(string set)
    {
        var rendered = Rendered.Of(set);
        var golden = Rendered.Read(File.ReadAllText(rendered.Golden));
        AreTheSame(golden, rendered.Objects, $"{Path.GetFileName(rendered.Golden)} is old: run make manifests and look at the difference");
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Rendering_twice_gives_the_same_bytes(string set) =>
        Assert.Equal(Rendered.Of(set).Text, Chart.Render(set == Rendered.Defaults ? null : Checkout.PathOf("tests", "Operator.Tests", "Charts", "Values", set + ".yaml")));

    [Fact]
    public void Every_golden_render_has_its_values() =>
        Assert.Equal(Rendered.Sets.Skip(1), Directory.GetFiles(Checkout.PathOf("tests", "Operator.Tests", "Charts", "Golden")).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!);

    [Fact]
    public async Task Kustomize_applies_the_defaults_and_the_namespace()
    {
        var (code, output) = await KubectlAlone.RunAsync("kustomize", Checkout.PathOf("config", "default"));
        Assert.True(code == 0, output);
        var space = Rendered.Read(await File.ReadAllTextAsync(Checkout.PathOf("config", "default", "namespace.yaml")));
        AreTheSame([.. space, .. Rendered.Of(Rendered.Defaults).Objects], Rendered.Read(output), "kustomize");
    }

    private static void AreTheSame(IReadOnlyList<JsonObject> expected, IReadOnlyList<JsonObject> actual, string hint)
    {
        Assert.Equal(expected.Select(Rendered.Title).Order(StringComparer.Ordinal), actual.Select(Rendered.Title).Order(StringComparer.Ordinal));
        var found = actual.ToDictionary(Rendered.Title);
        Assert.All(expected, item => Assert.True(JsonNode.DeepEquals(item, found[Rendered.Title(item)]), $"{Rendered.Title(item)}: {hint}"));
    }
}
