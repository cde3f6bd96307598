using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>A resource of the same namespace.</summary>
public sealed record LocalReference
{
    [Description("Name of the resource.")]
    [DnsLabel]
    public required string Name { get; init; }
}
