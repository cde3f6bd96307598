using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Postrider.Operator.Sources.Directory;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Charts;

/// <summary>The objects that the chart makes of one set of values.</summary>
internal sealed class Rendered
{
    /// <summary>The set of no values; its render is what <c>config/default</c> applies.</summary>
    public const string Defaults = "defaults";

    private static readonly ConcurrentDictionary<string, Rendered> Known = new(StringComparer.Ordinal);

    private Rendered(string set)
    {
        Text = Chart.Render(set == Defaults ? null : Checkout.PathOf(Folder, "Values", set + ".yaml"));
        Golden = Checkout.PathOf(set == Defaults ? "config/default/postrider.yaml" : $"{Folder}/Golden/{set}.yaml");
        Objects = Read(Text);
    }

    private Rendered(string golden, string text) => (Golden, Text, Objects) = (golden, text, Read(text));

    private static string Folder => "tests/Operator.Tests/Charts";

    /// <summary>All sets, by name.</summary>
    public static IReadOnlyList<string> Sets { get; } =
        [Defaults, .. Directory.GetFiles(Checkout.PathOf(Folder, "Values"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public string Text { get; }

    /// <summary>The file in the tree that holds the same objects.</summary>
    public string Golden { get; }

    public IReadOnlyList<JsonObject> Objects { get; }

    public static Rendered Of(string set) => Known.GetOrAdd(set, name => new(name));

    /// <summary>What values make that stand in no file.</summary>
    public static Rendered OfValues(string values)
    {
        var (complaint, text) = Chart.TryRender(values);
        return complaint.Length == 0 ? new("", text) : throw new InvalidOperationException(complaint);
    }

    /// <summary>The objects of a text in which documents are separated.</summary>
    public static IReadOnlyList<JsonObject> Read(string text) => [.. YamlReader.Read(text).Select(document => document.Document.AsObject())];

    /// <summary>Kind and name; the namespace too where there is one.</summary>
    public static string Title(JsonObject item) =>
        $"{item["kind"]} {(item["metadata"]!["namespace"] is { } space ? $"{space}/" : "")}{item["metadata"]!["name"]}";

    public IEnumerable<JsonObject> OfKind(string kind) => Objects.Where(item => item["kind"]!.GetValue<string>() == kind);

    public JsonObject Find(string kind, string name) => OfKind(kind).Single(item => item["metadata"]!["name"]!.GetValue<string>() == name);

    /// <summary>Everything that makes pods, with the specification of the pods.</summary>
    public IEnumerable<(JsonObject Workload, JsonObject Pod)> Pods() =>
        Objects.Where(item => item["spec"]?["template"] is not null).Select(item => (item, item["spec"]!["template"]!["spec"]!.AsObject()));
}
