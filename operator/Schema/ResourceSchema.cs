using System.Collections.Concurrent;

namespace Postrider.Operator.Schema;

/// <summary>The schema of whole resources: what their type says, and what every resource has.</summary>
internal static class ResourceSchema
{
    private static readonly ConcurrentDictionary<Type, SchemaNode> Definitions = new();
    private static readonly ConcurrentDictionary<Type, SchemaNode> Objects = new();
    private static readonly SchemaNode ApiVersion = new() { Type = "string", Description = "The versioned schema of this object: postrider.dev/v1alpha1." };
    private static readonly SchemaNode Kind = new() { Type = "string", Description = "The kind of this object." };

    /// <summary>The schema for a resource definition.</summary>
    public static SchemaNode ForDefinition(Type type) => Definitions.GetOrAdd(type, static type => Read(type, ObjectMetadata.InDefinition));

    /// <summary>The schema for checking an object, metadata included.</summary>
    public static SchemaNode ForObject(Type type) => Objects.GetOrAdd(type, static type => Read(type, ObjectMetadata.InObject));

    private static SchemaNode Read(Type type, SchemaNode metadata)
    {
        var own = SchemaReader.Read(type);
        return own with { Properties = new([new("apiVersion", ApiVersion), new("kind", Kind), new("metadata", metadata), .. own.Properties]) };
    }
}
