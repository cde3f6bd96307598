using Postrider.Operator.Schema;

namespace Postrider.Operator.Tests.Schema;

/// <summary>All rules of a resource, each with the field that carries it, such as <c>spec.headers[].name</c>.</summary>
internal static class Rules
{
    public static IReadOnlyList<(string Path, SchemaRule Rule)> Of(Type type) => [.. Of(ResourceSchema.ForDefinition(type), "")];

    private static IEnumerable<(string Path, SchemaRule Rule)> Of(SchemaNode node, string path)
    {
        var own = node.Rules.Select(rule => (path + rule.FieldPath, rule));
        var ofFields = node.Properties.SelectMany(field => Of(field.Value, path.Length == 0 ? field.Key : $"{path}.{field.Key}"));
        return [.. own, .. ofFields, .. node.Items is null ? [] : Of(node.Items, path + "[]"), .. node.MapValues is null ? [] : Of(node.MapValues, path + "{}")];
    }
}
