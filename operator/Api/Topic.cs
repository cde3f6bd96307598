using k8s;
using k8s.Models;
using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>A named fan-out list.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KubeKind, PluralName = KubePluralName)]
[Crd("ptopic")]
[Description("A named fan-out list: what is published to it, every subscriber gets a copy of.")]
[Column("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status")]
[Column("Reason", "string", ".status.conditions[?(@.type==\"Ready\")].reason")]
[Column("Subscribers", "integer", ".status.subscribers")]
[Column("Age", "date", ".metadata.creationTimestamp")]
public sealed record Topic : IKubernetesObject<V1ObjectMeta>, ISpec<TopicSpec>, IStatus<TopicStatus?>
{
    public const string KubeKind = "Topic";
    public const string KubePluralName = "topics";

    public string ApiVersion { get; set; } = ApiGroup.GroupVersion;

    public string Kind { get; set; } = KubeKind;

    public V1ObjectMeta Metadata { get; set; } = new();

    [Description("What is wanted.")]
    public required TopicSpec Spec { get; set; }

    [Description("What the operator saw and did.")]
    [Unobserved]
    public TopicStatus? Status { get; set; }
}
