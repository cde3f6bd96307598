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

    /// <summary>The schema of a type's annotated properties; properties without a description are not part of it.</summary>
    /// <exception cref="NotSupportedException">A property has a type that resources do not use.</exception>
    public static SchemaNode Read(Type type)
    {
        var properties = type.GetProperties().Where(property => property.IsDefined(typeof(DescriptionAttribute))).ToList();
        var node = new SchemaNode
        {
            Type = "object",
            Properties = new(properties.Select(property => KeyValuePair.Create(JsonName(property), Read(property)))),
            Required = [.. properties.Where(property => property.IsDefined(typeof(RequiredMemberAttribute))).Select(JsonName)],
        };
        return Annotate(node, type);
    }

    private static SchemaNode Read(PropertyInfo property) => Annotate(ReadValue(property.PropertyType), property);

    private static SchemaNode ReadValue(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (Scalars.TryGetValue(type, out var scalar))
        {
            return scalar;
        }

        return type switch
        {
            _ when IsGeneric(type, typeof(IReadOnlyList<>)) => new SchemaNode { Type = "array", Items = ReadValue(type.GetGenericArguments()[0]) },
            _ when IsGeneric(type, typeof(IReadOnlyDictionary<,>)) => new SchemaNode { Type = "object", MapValues = ReadValue(type.GetGenericArguments()[1]) },
            { IsClass: true } when type.Assembly != typeof(object).Assembly => Read(type),
            _ => throw new NotSupportedException($"{type} has no form in a resource definition"),
        };
    }

    private static SchemaNode Annotate(SchemaNode node, MemberInfo member) =>
        member.GetCustomAttributes<SchemaAttribute>(inherit: false).Aggregate(node, (annotated, annotation) => annotation.Apply(annotated));

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    private static string JsonName(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
