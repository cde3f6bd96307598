using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>One key of a Secret in the resource's own namespace.</summary>
public sealed record SecretKeyReference
{
    [Description("Name of the Secret.")]
    [DnsSubdomain]
    public required string Name { get; init; }

    [Description("Key within the Secret's data.")]
    [MinLength(1)]
    [MaxLength(253)]
    [Pattern("^[-._a-zA-Z0-9]+$")]
    public required string Key { get; init; }
}
