using System.Text.Json.Nodes;

namespace Postrider.Operator.Tests.Charts;

/// <summary>Every object of every render is read strictly: each field known, each value of its type.</summary>
public sealed class ModelTests
{
    public static TheoryData<string> Sets => new(Rendered.Sets);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Models_take_every_field(string set) => Assert.All(
        Rendered.Of(set).Objects.Where(item => item["kind"]!.GetValue<string>() != "ServiceMonitor"), item => Assert.Empty(KnownModels.LostFrom(item)));

    [Theory]
    [InlineData("""{"spec": {"replica": 2}}""")]
    [InlineData("""{"spec": {"template": {"spec": {"containers": [{"name": "a", "env": [{"name": "A", "valeu": "1"}]}]}}}}""")]
    public void An_unknown_field_is_found(string content) => Assert.Single(KnownModels.LostFrom(Deployment(content)));

    [Theory]
    [InlineData("""{"spec": {"replicas": "two"}}""")]
    [InlineData("""{"spec": {"template": {"spec": {"containers": [{"name": "a", "env": [{"name": "A", "value": 1}]}]}}}}""")]
    public void A_value_of_another_type_is_found(string content) => Assert.ThrowsAny<Exception>(() => Assert.Empty(KnownModels.LostFrom(Deployment(content))));

    /// <summary>No model and no server here knows it: what we write is what its documentation lists.</summary>
    [Fact]
    public void Monitors_select_the_services_that_come_with_them()
    {
        var rendered = Rendered.Of("monitored");
        var monitors = rendered.OfKind("ServiceMonitor").ToList();
        Assert.Equal(3, monitors.Count);
        Assert.All(monitors, monitor =>
        {
            Assert.Equal(["endpoints", "selector"], monitor["spec"]!.AsObject().Select(field => field.Key).Order());
            var service = rendered.Find("Service", monitor["metadata"]!["name"]!.GetValue<string>());
            Assert.True(Selects(monitor["spec"]!["selector"]!["matchLabels"]!, service["metadata"]!["labels"]!));
            Assert.Equal(service["spec"]!["ports"]![0]!["name"]!.GetValue<string>(), monitor["spec"]!["endpoints"]![0]!["port"]!.GetValue<string>());
            Assert.Equal("prometheus", monitor["metadata"]!["labels"]!["release"]!.GetValue<string>());
        });
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Selectors_find_the_pods_of_one_workload_alone(string set)
    {
        var rendered = Rendered.Of(set);
        var labels = rendered.Pods().ToDictionary(pod => Rendered.Title(pod.Workload), pod => pod.Workload["spec"]!["template"]!["metadata"]!["labels"]!);
        foreach (var item in rendered.Objects)
        {
            var selector = item["kind"]!.GetValue<string>() == "Service" ? item["spec"]!["selector"] : item["spec"]?["selector"]?["matchLabels"] ?? item["spec"]?["podSelector"]?["matchLabels"];
            if (selector is not null && item["kind"]!.GetValue<string>() != "ServiceMonitor")
            {
                Assert.Single(labels, pod => Selects(selector, pod.Value));
            }
        }
    }

    private static bool Selects(JsonNode selector, JsonNode labels) => selector.AsObject().All(label => JsonNode.DeepEquals(label.Value, labels[label.Key]));

    private static JsonObject Deployment(string content)
    {
        var item = JsonNode.Parse(content)!.AsObject();
        item["apiVersion"] = "apps/v1";
        item["kind"] = "Deployment";
        return item;
    }
}
