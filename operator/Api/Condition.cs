using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>One aspect of a resource's state, in the form that all Kubernetes tools read.</summary>
public sealed record Condition
{
    [Description("Which aspect: Ready, Reconciling or Stalled.")]
    [MinLength(1)]
    [MaxLength(316)]
    public required string Type { get; init; }

    [Description("True, False or Unknown.")]
    [OneOf("True", "False", "Unknown")]
    public required string Status { get; init; }

    [Description("The metadata.generation that this condition is about.")]
    public long? ObservedGeneration { get; init; }

    [Description("When the status last changed.")]
    public required DateTimeOffset LastTransitionTime { get; init; }

    [Description("One word for programs, such as Accepted or SecretNotFound.")]
    [MinLength(1)]
    [MaxLength(1024)]
    [Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")]
    public required string Reason { get; init; }

    [Description("A sentence for people.")]
    [MaxLength(32768)]
    public required string Message { get; init; }
}
