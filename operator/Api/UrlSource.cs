using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Where a URL comes from.</summary>
public sealed record UrlSource
{
    [Description("The key of a Secret in the same namespace whose value is the URL.")]
    public required SecretKeyReference SecretKeyRef { get; init; }
}
