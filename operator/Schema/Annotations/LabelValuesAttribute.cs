namespace Postrider.Operator.Schema.Annotations;

/// <summary>The values of a map are values of Kubernetes labels.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LabelValuesAttribute : SchemaAttribute
{
    private const string Pattern = "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$";

    public override SchemaNode Apply(SchemaNode node) => node with
    {
        MapValues = node.MapValues! with { MaxLength = DnsLabelAttribute.MaxLength, Pattern = Pattern },
    };
}
