namespace Postrider.Operator.Schema.Annotations;

/// <summary>An annotation of a resource type or of one of its properties: it adds one thing to the schema.</summary>
public abstract class SchemaAttribute : Attribute
{
    /// <summary>The node with what this annotation says.</summary>
    public abstract SchemaNode Apply(SchemaNode node);
}
