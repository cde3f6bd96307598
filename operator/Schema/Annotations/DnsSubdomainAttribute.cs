namespace Postrider.Operator.Schema.Annotations;

/// <summary>A DNS name: at most 253 characters, labels with dots between them. What most objects of Kubernetes may be called.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DnsSubdomainAttribute : SchemaAttribute
{
    private const int MaxLength = 253;
    private const string Pattern = @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    public override SchemaNode Apply(SchemaNode node) => node with { MinLength = 1, MaxLength = MaxLength, Pattern = Pattern };
}
