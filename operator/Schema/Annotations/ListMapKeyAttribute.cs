namespace Postrider.Operator.Schema.Annotations;

/// <summary>The field that identifies an item of a list, so that no two items share it and clients can merge.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapKeyAttribute(string field) : SchemaAttribute
{
    public override SchemaNode Apply(SchemaNode node) => node with { ListMapKey = field };
}
