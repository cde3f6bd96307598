namespace Postrider.Operator.Schema.Annotations;

/// <summary>Fewest characters of a string, items of a list or entries of a map.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MinLengthAttribute(int length) : SchemaAttribute
{
    public override SchemaNode Apply(SchemaNode node) => node with { MinLength = length };
}
