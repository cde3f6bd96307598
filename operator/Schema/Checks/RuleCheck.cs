using System.Text.Json.Nodes;
using Postrider.Operator.Schema.Cel;

namespace Postrider.Operator.Schema.Checks;

/// <summary>Evaluates the rules of a schema over a value whose structure is right.</summary>
internal static class RuleCheck
{
    /// <summary>The message of each rule that does not hold, with the path that it blames.</summary>
    public static IEnumerable<string> Errors(SchemaNode schema, JsonNode value, string path)
    {
        var own = schema.Rules.Where(rule => !Holds(rule, value)).Select(rule => $"{path}{rule.FieldPath}: {rule.Message}");
        var below = value switch
        {
            JsonArray items when schema.Items is not null => items.SelectMany((item, index) => Errors(schema.Items, item!, FieldPath.Of(path, index))),
            JsonObject fields when schema.Type != SchemaNode.Any => fields.SelectMany(field => FieldErrors(schema, field.Key, field.Value!, path)),
            _ => [],
        };
        return own.Concat(below);
    }

    private static IEnumerable<string> FieldErrors(SchemaNode schema, string name, JsonNode value, string path) =>
        (schema.Properties.GetValueOrDefault(name) ?? schema.MapValues) is { } child ? Errors(child, value, FieldPath.Of(path, name)) : [];

    // A rule that cannot be evaluated does not hold: so does the API server decide.
    private static bool Holds(SchemaRule rule, JsonNode value)
    {
        try
        {
            return CelExpression.Parse(rule.Text).IsTrue(value);
        }
        catch (CelException)
        {
            return false;
        }
    }
}
