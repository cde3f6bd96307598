namespace Postrider.Operator.Schema.Annotations;

/// <summary>Most characters of a string, items of a list or entries of a map.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MaxLengthAttribute(int length) : SchemaAttribute
{
    public override SchemaNode Apply(SchemaNode node) => node with { MaxLength = length };
}
