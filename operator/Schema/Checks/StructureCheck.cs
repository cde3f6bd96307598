using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Schema.Checks;

/// <summary>Checks types, bounds, patterns, required fields and keys of lists.</summary>
internal static class StructureCheck
{
    /// <summary>One sentence per problem, each beginning with its path.</summary>
    public static IEnumerable<string> Errors(SchemaNode schema, JsonNode? value, string path)
    {
        if (value is null || !HasType(schema, value))
        {
            return [$"{path}: must be {Describe(schema)}"];
        }

        return value switch
        {
            _ when schema.Type == SchemaNode.Any => [],
            JsonObject fields => ObjectErrors(schema, fields, path),
            JsonArray items => ListErrors(schema, items, path),
            _ => ScalarCheck.Problems(schema, value.AsValue()).Select(problem => $"{path}: {problem}"),
        };
    }

    private static IEnumerable<string> ObjectErrors(SchemaNode schema, JsonObject fields, string path)
    {
        var missing = schema.Required.Where(name => !fields.ContainsKey(name)).Select(name => $"{FieldPath.Of(path, name)}: is required");
        var ofProperties = schema.Properties.Where(property => fields.ContainsKey(property.Key))
            .SelectMany(property => Errors(property.Value, fields[property.Key], FieldPath.Of(path, property.Key)));
        var ofEntries = schema.MapValues is null ? [] : MapErrors(schema, fields, path);
        return [.. missing, .. ofProperties, .. ofEntries];
    }

    private static IEnumerable<string> MapErrors(SchemaNode schema, JsonObject entries, string path)
    {
        var ofSize = CountProblems(schema, entries.Count, "entries").Select(problem => $"{path}: {problem}");
        return [.. ofSize, .. entries.SelectMany(entry => Errors(schema.MapValues!, entry.Value, FieldPath.Of(path, entry.Key)))];
    }

    private static IEnumerable<string> ListErrors(SchemaNode schema, JsonArray items, string path)
    {
        var ofSize = CountProblems(schema, items.Count, "items").Select(problem => $"{path}: {problem}");
        var ofItems = items.SelectMany((item, index) => Errors(schema.Items!, item, FieldPath.Of(path, index)));
        return [.. ofSize, .. ofItems, .. DuplicateErrors(schema, items, path)];
    }

    private static IEnumerable<string> DuplicateErrors(SchemaNode schema, JsonArray items, string path)
    {
        var seen = new HashSet<string>();
        for (var index = 0; schema.ListMapKey is not null && index < items.Count; index++)
        {
            if ((items[index] as JsonObject)?[schema.ListMapKey] is { } key && !seen.Add(key.ToJsonString()))
            {
                yield return $"{FieldPath.Of(path, index)}: {schema.ListMapKey} {key.ToJsonString()} is already there";
            }
        }
    }

    private static IEnumerable<string> CountProblems(SchemaNode schema, int count, string what)
    {
        if (count > schema.MaxLength)
        {
            yield return $"must have at most {schema.MaxLength} {what}";
        }

        if (count < schema.MinLength)
        {
            yield return $"must have at least {schema.MinLength} {what}";
        }
    }

    private static bool HasType(SchemaNode schema, JsonNode value) => (schema.Type, value.GetValueKind()) switch
    {
        (SchemaNode.Any, _) => true,
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => long.TryParse(value.ToJsonString(), out _),
        _ => false,
    };

    private static string Describe(SchemaNode schema) => schema.Type switch
    {
        "array" => "a list",
        "object" when schema.MapValues is null => "an object",
        "object" => "a map",
        "integer" => "a whole number",
        "boolean" => "true or false",
        _ when ScalarCheck.IsDuration(schema) => DurationAttribute.Example,
        _ => "a string (quote it)",
    };
}
