using System.Text.Json.Nodes;
using Postrider.Operator.Schema;

namespace Postrider.Operator.Manifests;

/// <summary>A schema as OpenAPI v3 with the extensions of resource definitions.</summary>
internal static class SchemaJson
{
    public static JsonObject Write(SchemaNode node)
    {
        var json = new JsonObject { ["type"] = node.Type };
        Add(json, "description", node.Description);
        Add(json, "format", node.Format);
        Add(json, "default", node.Default?.DeepClone());
        Add(json, "minimum", node.Minimum);
        Add(json, "maximum", node.Maximum);
        Add(json, $"min{LengthOf(node)}", node.MinLength);
        Add(json, $"max{LengthOf(node)}", node.MaxLength);
        Add(json, "pattern", node.Pattern);
        Add(json, "enum", List(node.Values));
        AddListKey(json, node);
        Add(json, "x-kubernetes-validations", node.Rules.Count == 0 ? null : new JsonArray([.. node.Rules.Select(Rule)]));
        Add(json, "required", List(node.Required));
        Add(json, "properties", Properties(node));
        Add(json, "items", node.Items is null ? null : Write(node.Items));
        Add(json, "additionalProperties", node.MapValues is null ? null : Write(node.MapValues));
        return json;
    }

    private static void Add(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static void AddListKey(JsonObject json, SchemaNode node)
    {
        if (node.ListMapKey is not null)
        {
            json["x-kubernetes-list-type"] = "map";
            json["x-kubernetes-list-map-keys"] = new JsonArray(node.ListMapKey);
        }
    }

    private static string LengthOf(SchemaNode node) => node.Type switch
    {
        "string" => "Length",
        "array" => "Items",
        _ => "Properties",
    };

    private static JsonArray? List(IReadOnlyList<string> values) =>
        values.Count == 0 ? null : new JsonArray([.. values.Select(value => JsonValue.Create(value))]);

    private static JsonObject? Properties(SchemaNode node) => node.Properties.Count == 0
        ? null : new JsonObject(node.Properties.Select(property => KeyValuePair.Create<string, JsonNode?>(property.Key, Write(property.Value))));

    private static JsonNode Rule(SchemaRule rule)
    {
        var json = new JsonObject { ["rule"] = rule.Text, ["message"] = rule.Message };
        Add(json, "fieldPath", rule.FieldPath);
        return json;
    }
}
