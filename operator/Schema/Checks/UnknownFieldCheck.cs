using System.Text.Json.Nodes;

namespace Postrider.Operator.Schema.Checks;

/// <summary>Finds fields that a schema does not have: mostly misspelt ones, which would otherwise do nothing, silently.</summary>
internal static class UnknownFieldCheck
{
    /// <summary>One sentence per field that is not in the schema.</summary>
    public static IEnumerable<string> Errors(SchemaNode schema, JsonNode? value, string path) => value switch
    {
        JsonArray items when schema.Items is not null => items.SelectMany((item, index) => Errors(schema.Items, item, FieldPath.Of(path, index))),
        JsonObject fields when schema.Type == "object" => fields.SelectMany(field => FieldErrors(schema, field, path)),
        _ => [],
    };

    private static IEnumerable<string> FieldErrors(SchemaNode schema, KeyValuePair<string, JsonNode?> field, string path)
    {
        var fieldPath = FieldPath.Of(path, field.Key);
        return (schema.Properties.GetValueOrDefault(field.Key) ?? schema.MapValues) is { } child
            ? Errors(child, field.Value, fieldPath) : [$"{fieldPath}: unknown field"];
    }
}
