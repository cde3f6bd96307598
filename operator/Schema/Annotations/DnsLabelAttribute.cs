namespace Postrider.Operator.Schema.Annotations;

/// <summary>A DNS label: at most 63 lower-case letters, digits and hyphens, and no dot.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DnsLabelAttribute : SchemaAttribute
{
    /// <summary>Most characters of a label.</summary>
    public const int MaxLength = 63;

    /// <summary>What a label looks like.</summary>
    public const string Pattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    public override SchemaNode Apply(SchemaNode node) => node with { MinLength = 1, MaxLength = MaxLength, Pattern = Pattern };
}
