namespace Postrider.Operator.Schema.Annotations;

/// <summary>Most characters of each text in a list or map.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachMaxLengthAttribute(int length) : SchemaAttribute
{
    public override SchemaNode Apply(SchemaNode node) => node with
    {
        Items = node.Items is { } items ? items with { MaxLength = length } : null,
        MapValues = node.MapValues is { } values ? values with { MaxLength = length } : null,
    };
}
