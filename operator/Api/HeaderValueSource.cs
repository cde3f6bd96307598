using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Where the value of a header comes from.</summary>
public sealed record HeaderValueSource
{
    [Description("Text before the Secret's value, such as \"Bearer \".")]
    [HeaderValue]
    public string? Prefix { get; init; }

    [Description("The key of a Secret in the same namespace.")]
    public required SecretKeyReference SecretKeyRef { get; init; }
}
