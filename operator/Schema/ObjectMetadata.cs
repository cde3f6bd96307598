using System.Reflection;
using System.Text.Json.Serialization;
using k8s.Models;
using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Schema;

/// <summary>The schema of the metadata that every Kubernetes object has; an API server checks it without being told.</summary>
internal static class ObjectMetadata
{
    private static readonly SchemaNode Text = new() { Type = "string" };

    /// <summary>What a definition may say about metadata: that a name has no dot, which would make name.namespace ambiguous.</summary>
    public static readonly SchemaNode InDefinition = new() { Type = "object", Properties = new() { ["name"] = new DnsLabelAttribute().Apply(Text) } };

    /// <summary>What holds for metadata when there may have been no API server before us.</summary>
    public static readonly SchemaNode InObject = new() { Type = "object", Required = ["name"], Properties = Fields() };

    private static OrderedDictionary<string, SchemaNode> Fields()
    {
        var fields = new OrderedDictionary<string, SchemaNode>(KnownNames().Select(name => KeyValuePair.Create(name, new SchemaNode { Type = SchemaNode.Any })))
        {
            ["name"] = InDefinition.Properties["name"],
            ["namespace"] = new DnsLabelAttribute().Apply(Text),
            ["labels"] = Keyed("[a-z0-9]([-a-z0-9]*[a-z0-9])?", new LabelValuesAttribute().Apply(new SchemaNode { Type = "object", MapValues = Text })),
            ["annotations"] = Keyed("[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?", new SchemaNode { Type = "object", MapValues = Text }),
        };
        return fields;
    }

    // A name, and in front of it perhaps a domain, whose parts an API server takes in upper case too where they are of an annotation.
    private static SchemaNode Keyed(string part, SchemaNode map)
    {
        const string Name = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
        return new RuleAttribute(
            $"self.all(key, key.matches('^({part}([.]{part})*/)?{Name}$'))",
            "has a key that is none: write a name of at most 63 letters, digits, '-', '_' and '.', and before it, if you like, a domain and a '/'").Apply(map);
    }

    private static IEnumerable<string> KnownNames() =>
        typeof(V1ObjectMeta).GetProperties().Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name).OfType<string>();
}
