using k8s;
using k8s.Models;
using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>A named delivery target with its own policy.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KubeKind, PluralName = KubePluralName)]
[Crd("pep")]
[Description("A named delivery target: a URL, a URL from a Secret or a Service, with its own headers, retries and limits.")]
[Column("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status")]
[Column("Reason", "string", ".status.conditions[?(@.type==\"Ready\")].reason")]
[Column("Suspended", "boolean", ".spec.suspend")]
[Column("Waiting", "integer", ".status.messages.waiting")]
[Column("Failed", "integer", ".status.messages.failed")]
[Column("Age", "date", ".metadata.creationTimestamp")]
[Column("URL", "string", ".status.url", Wide = true)]
[Column("In-Flight", "integer", ".status.messages.inFlight", Wide = true)]
[Column("Delivered", "integer", ".status.messages.delivered", Wide = true)]
public sealed record Endpoint : IKubernetesObject<V1ObjectMeta>, ISpec<EndpointSpec>, IStatus<EndpointStatus?>
{
    public const string KubeKind = "Endpoint";
    public const string KubePluralName = "endpoints";

    public string ApiVersion { get; set; } = ApiGroup.GroupVersion;

    public string Kind { get; set; } = KubeKind;

    public V1ObjectMeta Metadata { get; set; } = new();

    [Description("What is wanted.")]
    public required EndpointSpec Spec { get; set; }

    [Description("What the operator saw and did.")]
    [Unobserved]
    public EndpointStatus? Status { get; set; }
}
