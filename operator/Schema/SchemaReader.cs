using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Schema;

/// <summary>Reads the schema of a resource from its C# type and the annotations on it.</summary>
internal static class SchemaReader
{
    private static readonly Dictionary<Type, SchemaNode> Scalars = new()
    {
        [typeof(string)] = new() { Type = "string" },
        [typeof(bool)] = new() { Type = "boolean" },
        [typeof(int)] = new() { Type = "integer", Format = "int32" },
        [typeof(long)] = new() { Type = "integer", Format = "int64" },
        [typeof(DateTimeOffset)] = new() { Type = "string", Format = "date-time" },
    };

    /// <summary>The schema of a type's annotated properties; properties without annotations are not part of it.</summary>
    /// <exception cref="NotSupportedException">A property has a type that resources do not use, or annotations and no description.</exception>
    public static SchemaNode Read(Type type)
    {
        var properties = type.GetProperties().Where(IsField).ToList();
        var node = new SchemaNode
        {
            Type = "object",
            Properties = new(properties.Select(property => KeyValuePair.Create(JsonName(property), Read(property)))),
            Required = [.. properties.Where(property => property.IsDefined(typeof(RequiredMemberAttribute))).Select(JsonName)],
        };
        return Annotate(node, type);
    }

    // One that somebody bounded and forgot to describe would be left out in silence.
    private static bool IsField(PropertyInfo property) =>
        property.IsDefined(typeof(DescriptionAttribute)) || (property.GetCustomAttributes<SchemaAttribute>().Any() ? throw Unsupported(property, "needs a Description, as every field does") : false);

    private static SchemaNode Read(PropertyInfo property) => ReadValue(property.PropertyType) is { } node
        ? Annotate(node, property)
        : throw Unsupported(property, $"has the type {property.PropertyType}, which no field has; use string, bool, int, long, DateTimeOffset, an enum, a record, or IReadOnlyList or IReadOnlyDictionary of them");

    private static NotSupportedException Unsupported(PropertyInfo property, string problem) => new($"{property.DeclaringType!.Name}.{property.Name} {problem}.");

    private static SchemaNode? ReadValue(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (Scalars.TryGetValue(type, out var scalar))
        {
            return scalar;
        }

        return type switch
        {
            { IsEnum: true } => new() { Type = "string", Values = Enum.GetNames(type) },
            _ when IsGeneric(type, typeof(IReadOnlyList<>)) => ReadValue(type.GetGenericArguments()[0]) is { } items ? new() { Type = "array", Items = items } : null,
            _ when IsGeneric(type, typeof(IReadOnlyDictionary<,>)) => ReadValue(type.GetGenericArguments()[1]) is { } values ? new() { Type = "object", MapValues = values } : null,
            { IsClass: true } when type.Assembly != typeof(object).Assembly && !type.IsArray => Read(type),
            _ => null,
        };
    }

    private static SchemaNode Annotate(SchemaNode node, MemberInfo member) =>
        member.GetCustomAttributes<SchemaAttribute>(inherit: false).Aggregate(node, (annotated, annotation) => annotation.Apply(annotated));

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    private static string JsonName(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
