using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Chooses Endpoints by their labels.</summary>
public sealed record EndpointSelector
{
    [Description("Labels that an Endpoint must carry, all of them. At least one.")]
    [MinLength(1)]
    [MaxLength(16)]
    [LabelValues]
    [Rule("self.all(key, size(key) <= 317)", "must not have keys longer than 317 characters: use shorter labels")]
    public required IReadOnlyDictionary<string, string> MatchLabels { get; init; }
}
