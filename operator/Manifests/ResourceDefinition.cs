using System.Reflection;
using System.Text.Json.Nodes;
using k8s.Models;
using Postrider.Operator.Api;
using Postrider.Operator.Schema;
using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Manifests;

/// <summary>A CustomResourceDefinition, from a resource type.</summary>
internal static class ResourceDefinition
{
    private const string Header = "# Written by make manifests from the types in operator/Api. Do not edit.\n";

    /// <summary>Name and content of the file for a resource type.</summary>
    public static (string Name, string Content) Write(Type type)
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()!;
        return ($"{entity.Group}_{entity.PluralName}.yaml", Header + YamlText.Write(Build(type)));
    }

    /// <summary>The definition as it is sent to an API server.</summary>
    public static JsonObject Build(Type type)
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()!;
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{entity.PluralName}.{entity.Group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = entity.Group,
                ["scope"] = "Namespaced",
                ["names"] = Names(type, entity),
                ["versions"] = new JsonArray(Version(type, entity)),
            },
        };
    }

    private static JsonObject Names(Type type, KubernetesEntityAttribute entity) => new()
    {
        ["kind"] = entity.Kind,
        ["listKind"] = entity.Kind + "List",
        ["plural"] = entity.PluralName,
        ["singular"] = entity.Kind.ToLowerInvariant(),
        ["shortNames"] = new JsonArray(type.GetCustomAttribute<CrdAttribute>()!.ShortName),
        ["categories"] = new JsonArray(ApiGroup.Category),
    };

    private static JsonObject Version(Type type, KubernetesEntityAttribute entity) => new()
    {
        ["name"] = entity.ApiVersion,
        ["served"] = true,
        ["storage"] = true,
        ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
        ["additionalPrinterColumns"] = new JsonArray([.. type.GetCustomAttributes<ColumnAttribute>().Select(Column)]),
        ["schema"] = new JsonObject { ["openAPIV3Schema"] = SchemaJson.Write(ResourceSchema.ForDefinition(type)) },
    };

    private static JsonNode Column(ColumnAttribute column)
    {
        var json = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.Path };
        if (column.Wide)
        {
            json["priority"] = 1;
        }

        return json;
    }
}
