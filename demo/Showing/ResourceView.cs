using System.Text.Json;

namespace Postrider.Demo.Showing;

/// <summary>What the operator says about one declared resource.</summary>
internal sealed record ResourceView(string Kind, string Name, string Generation, IReadOnlyList<ConditionView> Conditions)
{
    public string Id => $"{Kind}/{Name}";

    public static IEnumerable<ResourceView> Read(JsonElement answer)
    {
        var items = answer.ValueKind == JsonValueKind.Array ? answer
            : answer.TryGetProperty("items", out var list) ? list
            : answer.GetProperty("resources");
        return items.EnumerateArray().Select(ReadOne);
    }

    private static ResourceView ReadOne(JsonElement item)
    {
        var space = Text(item, "namespace");
        var name = Text(item, "name");
        return new ResourceView(
            Text(item, "kind"),
            space is "" or "default" ? name : $"{name}.{space}",
            Text(item, "generation"),
            item.TryGetProperty("conditions", out var conditions) ? [.. conditions.EnumerateArray().Select(ReadCondition)] : []);
    }

    private static ConditionView ReadCondition(JsonElement item) =>
        new(Text(item, "type"), Text(item, "status"), Text(item, "reason"), Text(item, "message"));

    private static string Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) ? value.ToString() : "";
}
