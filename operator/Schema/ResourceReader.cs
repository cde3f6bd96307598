using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using Postrider.Operator.Schema.Checks;

namespace Postrider.Operator.Schema;

/// <summary>Reads resources as the API server would: defaults, types, bounds and rules. Bad input gives errors, never an exception.</summary>
public static class ResourceReader
{
    /// <summary>Reads a resource and ignores fields that it does not know, as the API server prunes them.</summary>
    public static ReadResult<T> Read<T>(JsonNode raw)
        where T : class => Read<T>(raw, strict: false);

    /// <summary>Reads a resource; fields that it does not know are errors, as they are for <c>kubectl apply</c>.</summary>
    public static ReadResult<T> ReadStrict<T>(JsonNode raw)
        where T : class => Read<T>(raw, strict: true);

    private static ReadResult<T> Read<T>(JsonNode raw, bool strict)
        where T : class
    {
        try
        {
            return ReadChecked<T>(raw, strict);
        }
        catch (Exception exception)
        {
            // Converters throw what they like, and one object that nobody foresaw must not stop its whole kind.
            return new ReadResult<T>(null, [$"the resource cannot be read: {exception.Message}"]);
        }
    }

    private static ReadResult<T> ReadChecked<T>(JsonNode raw, bool strict)
        where T : class
    {
        var schema = ResourceSchema.ForObject(typeof(T));
        var value = raw.DeepClone();
        SchemaDefaults.Apply(schema, value);
        List<string> errors = [.. strict ? UnknownFieldCheck.Errors(schema, raw, "") : [], .. Check(schema, value)];
        return errors.Count == 0 ? Deserialize<T>(value) : new ReadResult<T>(null, errors);
    }

    // Rules assume the right structure, so they are asked only of what has it.
    private static List<string> Check(SchemaNode schema, JsonNode value)
    {
        var errors = StructureCheck.Errors(schema, value, "").ToList();
        errors.AddRange(errors.Count == 0 ? RuleCheck.Errors(schema, value, "") : []);
        return errors;
    }

    private static ReadResult<T> Deserialize<T>(JsonNode value)
        where T : class
    {
        try
        {
            return new ReadResult<T>(KubernetesJson.Deserialize<T>(value.ToJsonString()), []);
        }
        catch (JsonException exception)
        {
            return new ReadResult<T>(null, [$"{exception.Path?.TrimStart('$', '.')}: has the wrong form"]);
        }
    }
}
