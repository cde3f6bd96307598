using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>A Secret in the resource's own namespace.</summary>
public sealed record SecretReference
{
    [Description("Name of the Secret.")]
    [DnsSubdomain]
    public required string Name { get; init; }
}
