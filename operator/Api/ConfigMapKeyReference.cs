using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>One key of a ConfigMap in the resource's own namespace.</summary>
public sealed record ConfigMapKeyReference
{
    [Description("Name of the ConfigMap.")]
    [DnsSubdomain]
    public required string Name { get; init; }

    [Description("Key within the data of the ConfigMap.")]
    [MinLength(1)]
    [MaxLength(253)]
    [Pattern("^[-._a-zA-Z0-9]+$")]
    public required string Key { get; init; }
}
