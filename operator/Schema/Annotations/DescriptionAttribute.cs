namespace Postrider.Operator.Schema.Annotations;

/// <summary>What <c>kubectl explain</c> says about a field, or about the fields of a type.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class DescriptionAttribute(string text) : SchemaAttribute
{
    public override SchemaNode Apply(SchemaNode node) => node with { Description = text };
}
