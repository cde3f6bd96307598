namespace Postrider.Operator.Schema.Annotations;

/// <summary>Least and greatest value of a number, both included.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoundsAttribute(long minimum, long maximum) : SchemaAttribute
{
    public override SchemaNode Apply(SchemaNode node) => node with { Minimum = minimum, Maximum = maximum };
}
