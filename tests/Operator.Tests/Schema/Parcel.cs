using k8s;
using k8s.Models;
using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Tests.Schema;

/// <summary>A resource of the tests' own, with one property of each sort.</summary>
[KubernetesEntity(Group = "postrider.dev", ApiVersion = "v1alpha1", Kind = "Parcel", PluralName = "parcels")]
[Crd("pparcel")]
public sealed record Parcel : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "postrider.dev/v1alpha1";

    public string Kind { get; set; } = "Parcel";

    public V1ObjectMeta Metadata { get; set; } = new();

    [Description("What is wanted.")]
    public required ParcelSpec Spec { get; init; }
}

/// <summary>To add a property is to write these few lines.</summary>
public sealed record ParcelSpec
{
    [Description("Grams.")]
    [Default(500)]
    [Bounds(1, 20_000)]
    [Rule("self != 13", "must not be unlucky")]
    public int? Weight { get; init; }

    // Without a description it is not part of the resource.
    public string? Internal { get; init; }
}
