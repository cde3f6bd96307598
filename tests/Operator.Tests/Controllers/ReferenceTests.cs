using Postrider.Operator.Tests.Sources.Directory;
using static Postrider.Operator.Tests.Sources.Directory.FolderScene;

namespace Postrider.Operator.Tests.Controllers;

/// <summary>What a resource refers to may come later, change and go; the resource follows untouched.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public async Task A_Topic_that_names_a_missing_Endpoint_is_live_and_becomes_ready_when_it_appears()
    {
        await using var scene = await StartAsync(("a.yaml", Topic("orders", "{ name: a, url: \"http://127.0.0.1:9/\" }, { name: b, endpointRef: { name: late } }")));
        var view = await scene.HasReasonAsync("Topic", "orders", "EndpointNotFound");
        Assert.StartsWith("spec.subscribers[1].endpointRef.name:", (string?)view["message"], StringComparison.Ordinal);
        Assert.Equal(1, (int)view["subscribers"]!);
        Assert.NotNull(await scene.FindAsync("t", "orders"));
        scene.Write("b.yaml", Endpoint("late"));
        view = await scene.HasReasonAsync("Topic", "orders", "Accepted");
        Assert.Equal(2, (int)view["subscribers"]!);
    }

    [Fact]
    public async Task A_Topic_counts_what_its_selector_chooses_as_labels_change()
    {
        await using var scene = await StartAsync(("a.yaml", Topic("orders", "{ name: a, selector: { matchLabels: { on: \"1\" } } }")), ("b.yaml", Endpoint("one")));
        await scene.HasReasonAsync("Topic", "orders", "NoSubscribers");
        scene.Write("b.yaml", Endpoint("one", labels: "{ on: \"1\" }"));
        Assert.Equal(1, (int)(await scene.HasReasonAsync("Topic", "orders", "Accepted"))["subscribers"]!);
    }

    [Fact]
    public async Task A_Topic_of_too_many_keeps_what_is_live()
    {
        await using var scene = await StartAsync(("a.yaml", Topic("orders", "")));
        await scene.HasReasonAsync("Topic", "orders", "NoSubscribers");
        scene.Write("b.yaml", string.Concat(Enumerable.Range(0, 101).Select(number => Endpoint($"e{number}", labels: "{ on: \"1\" }"))));
        scene.Write("a.yaml", Topic("orders", "{ name: a, selector: { matchLabels: { on: \"1\" } } }"));
        await scene.HasReasonAsync("Topic", "orders", "TooManySubscribers");
        Assert.Empty((await scene.FindAsync("t", "orders"))!["subscribers"]!.AsArray());
    }

    [Theory]
    [InlineData("endpointRef: { name: late }", "EndpointNotFound", "spec.destination.endpointRef.name")]
    [InlineData("topicRef: { name: late }", "TopicNotFound", "spec.destination.topicRef.name")]
    public async Task A_Schedule_without_its_destination_does_not_fire_until_it_appears(string destination, string reason, string field)
    {
        await using var scene = await StartAsync(("a.yaml", Schedule("tick", destination)));
        var view = await scene.HasReasonAsync("Schedule", "tick", reason);
        Assert.StartsWith(field, (string?)view["message"], StringComparison.Ordinal);
        Assert.True((bool)(await scene.FindAsync("s", "tick"))!["suspend"]!);
        scene.Write("b.yaml", Endpoint("late") + Topic("late", ""));
        view = await scene.HasReasonAsync("Schedule", "tick", "Accepted");
        Assert.NotNull(view["nextScheduleTime"]);
        Assert.False((bool)(await scene.FindAsync("s", "tick"))!["suspend"]!);
    }

    [Fact]
    public async Task An_Endpoint_that_was_never_accepted_is_as_good_as_missing_and_heals_its_referrers()
    {
        await using var scene = await StartAsync(
            ("a.yaml", Endpoint("bad", "url: nonsense")),
            ("b.yaml", Topic("orders", "{ name: a, endpointRef: { name: bad } }") + Schedule("tick", "endpointRef: { name: bad }")));
        var view = await scene.HasReasonAsync("Topic", "orders", "EndpointNotFound");
        Assert.Contains("is not live: see its own condition", (string?)view["message"], StringComparison.Ordinal);
        Assert.Equal(0, (int)view["subscribers"]!);
        await scene.HasReasonAsync("Schedule", "tick", "EndpointNotFound");
        scene.Write("a.yaml", Endpoint("bad"));
        Assert.Equal(1, (int)(await scene.HasReasonAsync("Topic", "orders", "Accepted"))["subscribers"]!);
        await scene.HasReasonAsync("Schedule", "tick", "Accepted");
    }

    [Fact]
    public async Task A_URL_that_no_rule_catches_and_nobody_can_call_is_refused_naming_the_field()
    {
        const string url = "http://a..b/";
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", $"url: {url}") + Topic("two", $"{{ name: a, url: \"{url}\" }}") + Schedule("three", $"url: {url}")));
        foreach (var (kind, name, field) in new[] { ("Endpoint", "one", "spec.url"), ("Topic", "two", "spec.subscribers[0].url"), ("Schedule", "three", "spec.destination.url") })
        {
            Assert.StartsWith(field + ":", (string?)(await scene.HasReasonAsync(kind, name, "Invalid"))["message"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_missing_Secret_and_then_a_missing_key_are_named_and_healed()
    {
        const string spec = "url: \"http://127.0.0.1:9/\", headers: [{ name: Authorization, valueFrom: { prefix: \"Bearer \", secretKeyRef: { name: keys, key: token } } }]";
        await using var scene = await StartAsync(("a.yaml", Endpoint("one", spec)));
        var view = await scene.HasReasonAsync("Endpoint", "one", "SecretNotFound");
        Assert.StartsWith("spec.headers[0].valueFrom.secretKeyRef.name:", (string?)view["message"], StringComparison.Ordinal);
        scene.Write("b.yaml", Secret("keys", "other: x"));
        view = await scene.HasReasonAsync("Endpoint", "one", "SecretKeyNotFound");
        Assert.StartsWith("spec.headers[0].valueFrom.secretKeyRef.key:", (string?)view["message"], StringComparison.Ordinal);
        scene.Write("b.yaml", Secret("keys", "token: x"));
        await scene.HasReasonAsync("Endpoint", "one", "Accepted");
    }
}
