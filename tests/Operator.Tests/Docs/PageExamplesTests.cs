using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Postrider.Operator.Api;
using Postrider.Operator.Schema;
using Postrider.Operator.Sources.Directory;
using Postrider.Operator.Tests.Charts;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Docs;

/// <summary>What README and pages show as YAML is what it is taken for: ours by our own rules, Kubernetes' strictly by its models. Others' kinds are only named.</summary>
public sealed partial class PageExamplesTests
{
    private static readonly string[] Others = ["argoproj.io/", "cert-manager.io/", "helm.toolkit.fluxcd.io/", "keda.sh/", "kustomize.toolkit.fluxcd.io/", "source.toolkit.fluxcd.io/"];

    public static TheoryData<string> Pages => new(
        Directory.EnumerateFiles(Checkout.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Checkout.PathOf("README.md"))
            .Where(file => Documents(file).Any()).Select(file => Path.GetRelativePath(Checkout.Root, file)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_are_accepted(string page) => Assert.All(Documents(Checkout.PathOf(page)), item => Assert.Empty(ErrorsOf(item)));

    // A kustomization and values have no version, or none that a server reads.
    private static IEnumerable<JsonObject> Documents(string file) => Example().Matches(File.ReadAllText(file))
        .SelectMany(match => YamlReader.Read(match.Groups[1].Value)).Select(found => found.Document).OfType<JsonObject>().Where(item => item.ContainsKey("apiVersion"));

    private static IReadOnlyList<string> ErrorsOf(JsonObject item) => KnownModels.KindOf(item) switch
    {
        "postrider.dev/v1alpha1/Endpoint" => ResourceReader.ReadStrict<Endpoint>(item).Errors,
        "postrider.dev/v1alpha1/Topic" => ResourceReader.ReadStrict<Topic>(item).Errors,
        "postrider.dev/v1alpha1/Schedule" => ResourceReader.ReadStrict<Schedule>(item).Errors,
        var kind when Others.Any(other => kind.StartsWith(other, StringComparison.Ordinal)) => [],
        var kind => KnownModels.Knows(item) ? KnownModels.LostFrom(item) : [$"nobody here knows {kind}"],
    };

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
