namespace Postrider.Operator.Schema.Annotations;

/// <summary>A regular expression (RE2, without look-around) that a string must match.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string pattern) : SchemaAttribute
{
    public override SchemaNode Apply(SchemaNode node) => node with { Pattern = pattern };
}
