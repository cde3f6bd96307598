namespace Postrider.Operator.Schema;

/// <summary>Finds what has no maximum: the API server cannot bound the cost of rules over it, and Redis not its size.</summary>
internal static class MissingBounds
{
    private static readonly string[] OwnedByKubernetes = ["apiVersion", "kind", "metadata"];

    /// <summary>Paths of strings, lists and maps without a maximum.</summary>
    public static IEnumerable<string> Find(SchemaNode resource) => resource.Properties
        .Where(property => !OwnedByKubernetes.Contains(property.Key))
        .SelectMany(property => Find(property.Value, property.Key));

    private static IEnumerable<string> Find(SchemaNode node, string path)
    {
        var children = node.Properties.Select(property => (property.Value, $"{path}.{property.Key}"))
            .Concat(node.Items is null ? [] : [(node.Items, $"{path}[]")])
            .Concat(node.MapValues is null ? [] : [(node.MapValues, $"{path}{{}}")]);
        var below = children.SelectMany(child => Find(child.Item1, child.Item2));
        return IsUnbounded(node) ? [path, .. below] : below;
    }

    private static bool IsUnbounded(SchemaNode node) => node switch
    {
        { Type: "string" } => node.MaxLength is null && node.Format is null && node.Values.Count == 0,
        { Type: "array" } or { MapValues: not null } => node.MaxLength is null,
        _ => false,
    };
}
