using System.Text.RegularExpressions;
using Postrider.Operator.Manifests;

namespace Postrider.Operator.Tests.Charts;

/// <summary>Nothing in the chart depends on the moment, on chance or on what a cluster holds: helm, Argo CD, Flux and kustomize agree.</summary>
public sealed partial class TemplateTests
{
    public static TheoryData<string> Templates => new(Directory.GetFiles(Chart.PathOf("templates")).Select(Path.GetFileName).OfType<string>());

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_asks_neither_the_cluster_nor_chance_nor_the_clock(string file) => Assert.DoesNotMatch(Changing(), File.ReadAllText(Chart.PathOf("templates", file)));

    [Fact]
    public void Definitions_of_the_chart_are_what_the_types_say()
    {
        var written = ManifestsCommand.Files().ToDictionary();
        Assert.Equal(written.Keys.Order(), Directory.GetFiles(Chart.PathOf("files")).Select(Path.GetFileName).OfType<string>().Order());
        Assert.All(written, file => Assert.True(File.ReadAllText(Chart.PathOf("files", file.Key)) == file.Value, $"{file.Key} differs: run make manifests"));
    }

    [Fact]
    public void Definitions_are_upgraded_and_kept()
    {
        var definitions = Rendered.Of(Rendered.Defaults).OfKind("CustomResourceDefinition").ToList();
        Assert.Equal(3, definitions.Count);
        Assert.All(definitions, item => Assert.Equal("keep", item["metadata"]!["annotations"]!["helm.sh/resource-policy"]!.GetValue<string>()));
        Assert.False(Directory.Exists(Chart.PathOf("crds")), "helm never upgrades what is in crds/");
    }

    [GeneratedRegex(@"helm\.sh/hook|\{\{[^}]*(\b(lookup|rand\w*|gen[A-Z]\w*|uuidv4|now|htpasswd|bcrypt|getHostByName)\b|\.(Capabilities|Release\.(Is\w+|Revision))\b)")]
    private static partial Regex Changing();
}
