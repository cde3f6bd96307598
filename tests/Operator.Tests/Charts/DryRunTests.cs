using System.Text.Json.Nodes;
using Postrider.Operator.Tests.Kubernetes;
using Xunit.Abstractions;

namespace Postrider.Operator.Tests.Charts;

/// <summary>A real API server takes each render, as far as an old one knows the kinds; the output says how each kind was checked.</summary>
[Collection(KubeFixture.Collection)]
public sealed class DryRunTests(KubeFixture kube, ITestOutputHelper output)
{
    // What v1.20 does not have; and definitions, whose rules it does not know (they have tests on a current server).
    private static readonly string[] Unknown = ["policy/v1/PodDisruptionBudget", "autoscaling/v2/HorizontalPodAutoscaler", "monitoring.coreos.com/v1/ServiceMonitor", "apiextensions.k8s.io/v1/CustomResourceDefinition"];

    public static TheoryData<string> Sets => new(Rendered.Sets);

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task The_server_takes_what_it_knows(string set)
    {
        await MakeNamespacesAsync(Rendered.Of(set));
        var known = Rendered.Of(set).Objects.Where(item => !Unknown.Contains(KnownModels.KindOf(item))).ToList();
        var (code, answer) = await DryRunAsync(known);
        Assert.True(code == 0, answer);
        Assert.Equal(known.Count, answer.Split('\n').Count(line => line.Contains("(server dry run)", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_field_that_does_not_exist_is_refused()
    {
        var service = Rendered.Of(Rendered.Defaults).Find("Service", "postrider").DeepClone().AsObject();
        service["spec"]!["sellector"] = new JsonObject();
        var (code, answer) = await DryRunAsync([service]);
        Assert.True(code != 0 && answer.Contains("sellector", StringComparison.Ordinal), answer);
    }

    [Fact]
    public void How_each_kind_was_checked()
    {
        var kinds = Rendered.Sets.SelectMany(set => Rendered.Of(set).Objects).DistinctBy(KnownModels.KindOf).OrderBy(KnownModels.KindOf, StringComparer.Ordinal);
        foreach (var item in kinds)
        {
            string[] ways = [KnownModels.Knows(item) ? "read strictly into KubernetesClient's model" : "", Unknown.Contains(KnownModels.KindOf(item)) ? "" : "applied with server-side dry run"];
            var how = string.Join(" and ", ways.Where(way => way.Length > 0));
            output.WriteLine($"chart: {KnownModels.KindOf(item)}: {(how.Length > 0 ? how : "only compared with the fields that we meant to write; no model and no server here knows it")}");
        }

        output.WriteLine($"chart: {Rendered.Sets.Count} sets of values rendered by {Chart.Renderer}; pods checked against the restricted profile by a checker of our own");
    }

    private Task<(int Code, string Output)> DryRunAsync(IEnumerable<JsonObject> items) => kube.Server.Kubectl.TryAsync(
        string.Join('\n', items.Select(item => item.ToJsonString())), "apply", "--server-side", "--dry-run=server", "--validate=false", "-f", "-");

    private async Task MakeNamespacesAsync(Rendered rendered)
    {
        var names = rendered.Objects.Select(item => item["metadata"]!["namespace"]?.GetValue<string>()).OfType<string>().Distinct();
        foreach (var name in names)
        {
            if (await kube.Server.Admin.FindAsync($"/api/v1/namespaces/{name}") is null)
            {
                await kube.Server.Admin.PostAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
            }
        }
    }
}
