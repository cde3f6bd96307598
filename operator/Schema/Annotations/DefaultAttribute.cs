using System.Text.Json;
using System.Text.Json.Nodes;

namespace Postrider.Operator.Schema.Annotations;

/// <summary>What an absent field reads as, when the object around it is there.</summary>
/// <param name="value">A string, a bool or a number.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultAttribute(object value) : SchemaAttribute
{
    public override SchemaNode Apply(SchemaNode node) => node with { Default = JsonSerializer.SerializeToNode(value) };
}
