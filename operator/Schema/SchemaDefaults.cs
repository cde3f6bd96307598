using System.Text.Json.Nodes;

namespace Postrider.Operator.Schema;

/// <summary>Fills in defaults as the API server does: fields that are null count as absent, and only objects that are there get defaults.</summary>
internal static class SchemaDefaults
{
    /// <summary>Changes <paramref name="value"/> in place; what does not have the schema's type is left for the checks to find.</summary>
    public static void Apply(SchemaNode schema, JsonNode? value)
    {
        if (value is JsonArray items && schema.Items is not null)
        {
            items.ToList().ForEach(item => Apply(schema.Items, item));
        }

        if (value is JsonObject fields && schema.Type == "object")
        {
            DropNulls(fields);
            AddDefaults(schema, fields);
            fields.ToList().ForEach(field => ApplyToField(schema, field));
        }
    }

    private static void DropNulls(JsonObject fields)
    {
        foreach (var name in fields.Where(field => field.Value is null).Select(field => field.Key).ToList())
        {
            fields.Remove(name);
        }
    }

    private static void AddDefaults(SchemaNode schema, JsonObject fields)
    {
        foreach (var (name, property) in schema.Properties.Where(property => property.Value.Default is not null))
        {
            fields.TryAdd(name, property.Default!.DeepClone());
        }
    }

    private static void ApplyToField(SchemaNode schema, KeyValuePair<string, JsonNode?> field)
    {
        if ((schema.Properties.GetValueOrDefault(field.Key) ?? schema.MapValues) is { } child)
        {
            Apply(child, field.Value);
        }
    }
}
