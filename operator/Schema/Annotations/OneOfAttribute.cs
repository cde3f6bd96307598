namespace Postrider.Operator.Schema.Annotations;

/// <summary>The only values that a string may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] values) : SchemaAttribute
{
    public override SchemaNode Apply(SchemaNode node) => node with { Values = values };
}
