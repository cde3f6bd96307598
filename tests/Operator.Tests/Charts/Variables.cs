using System.Text.Json.Nodes;

namespace Postrider.Operator.Tests.Charts;

/// <summary>One environment variable of a container: a value, or a key of a Secret.</summary>
internal sealed record Variable(string Name, string? Value, string? Secret, string? Key);

/// <summary>Reads the environment that the chart gives to a program.</summary>
internal static class Variables
{
    /// <summary>That of <c>operator</c>, <c>gateway</c> or <c>dispatcher</c>.</summary>
    public static IReadOnlyList<Variable> Of(Rendered rendered, string part)
    {
        var container = rendered.Pods().Select(pod => pod.Pod["containers"]![0]!).Single(container => container["name"]!.GetValue<string>() == part);
        return [.. container["env"]!.AsArray().Select(item => Read(item!))];
    }

    /// <summary>The same with the values that the render's own Secrets hold.</summary>
    public static Dictionary<string, string> Resolved(Rendered rendered, string part) => Of(rendered, part).ToDictionary(
        variable => variable.Name,
        variable => variable.Value ?? rendered.Find("Secret", variable.Secret!)["stringData"]![variable.Key!]!.GetValue<string>(),
        StringComparer.Ordinal);

    private static Variable Read(JsonNode item)
    {
        var reference = item["valueFrom"]?["secretKeyRef"];
        return new(item["name"]!.GetValue<string>(), item["value"]?.GetValue<string>(), reference?["name"]?.GetValue<string>(), reference?["key"]?.GetValue<string>());
    }
}
