using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Postrider.Operator.Sources.Directory;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Charts;

/// <summary>What somebody may do to any value: leave it empty, give something of another kind, set what a program reads.</summary>
public sealed partial class ValueSweepTests
{
    private static readonly JsonObject Defaults = YamlReader.Read(File.ReadAllText(Chart.PathOf("values.yaml")))[0].Document.AsObject();

    // What the chart sets by other values, for each program what it needs.
    private static readonly string[] OfOtherValues = ["Redis", "Signing", "Encryption", "Keys"];
    private static readonly string[] NamedElsewhere =
        ["Auth:Tokens", "Auth:ReadOnlyTokens", "Auth:Kubernetes:TokenReview", "Auth:Kubernetes:Audience", "Kubernetes:Namespaces", "Kubernetes:OwnNamespace", "Leader:Name"];

    /// <summary>helm takes a key away that is null, as <c>podAnnotations:</c> with nothing behind it is: then the render is whole, or the key is asked for by name.</summary>
    [Fact]
    public void A_value_that_is_left_empty_means_none_or_is_asked_for() => Assert.All(Paths(Defaults, []), path =>
    {
        var (complaint, text) = Chart.TryRender(Values(path, null));
        if (complaint.Length > 0)
        {
            Assert.Contains($"{path[^1]} is required", complaint, StringComparison.Ordinal);
            return;
        }

        var objects = Rendered.Read(text);
        Assert.All(objects.Where(KnownModels.Knows), item => Assert.Empty(KnownModels.LostFrom(item)));
        Assert.DoesNotContain("%!", text, StringComparison.Ordinal);
        Assert.All(objects, item => Assert.NotEmpty(item["metadata"]!["name"]!.GetValue<string>()));
    });

    [Fact]
    public void A_value_of_another_kind_is_refused_by_name() => Assert.All(Paths(Defaults, []).Where(path => At(path) is not null), path =>
    {
        JsonNode wrong = At(path) is JsonObject ? new JsonArray("wrong") : new JsonObject { ["wrong"] = new JsonObject() };
        Assert.Contains(string.Join('.', path), Chart.TryRender(Values(path, wrong)).Complaint, StringComparison.Ordinal);
    });

    [Fact]
    public void Settings_of_the_readme_can_be_given_unless_another_value_says_them()
    {
        var named = SettingName().Matches(File.ReadAllText(Checkout.PathOf("README.md"))).Select(match => match.Groups[1].Value).Distinct()
            .Where(name => !OfOtherValues.Contains(name.Split(':')[0]) && !NamedElsewhere.Contains(name)).ToList();
        Assert.Contains("Retention:DeadLetters", named);
        var lines = named.Select(name => $"  {name.Replace(":", "__", StringComparison.Ordinal)}{(name is "Auth:Crossing" or "Proxies:Trusted" ? "__0" : "")}: '1'");
        Assert.Empty(Chart.ComplaintOf("settings:\n" + string.Join('\n', lines)));
        Assert.All(named, name => Assert.Contains("settings", Chart.ComplaintOf($"settings: {{ {name.Replace(":", "__", StringComparison.Ordinal)}x: '1' }}"), StringComparison.Ordinal));
    }

    private static IEnumerable<string[]> Paths(JsonObject values, string[] above) => values.SelectMany(field =>
        field.Value is JsonObject { Count: > 0 } inner ? [[.. above, field.Key], .. Paths(inner, [.. above, field.Key])] : (IEnumerable<string[]>)[[.. above, field.Key]]);

    private static JsonNode? At(string[] path) => path.Aggregate((JsonNode?)Defaults, (node, name) => node![name]);

    private static string Values(string[] path, JsonNode? value) => path.Reverse().Aggregate(value, (inner, name) => new JsonObject { [name] = inner })!.ToJsonString();

    [GeneratedRegex(@"`((?:Retention|Deduplication|Delivery|Limits|Gateway|Kubernetes|Leader|Proxies|Auth|Keys|Signing|Encryption|Redis):[A-Z]\w+(?::[A-Z]\w+)?)`")]
    private static partial Regex SettingName();
}
