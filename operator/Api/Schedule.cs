using k8s;
using k8s.Models;
using Postrider.Operator.Schema.Annotations;

namespace Postrider.Operator.Api;

/// <summary>Cron, time zone, destination and payload.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KubeKind, PluralName = KubePluralName)]
[Crd("psched")]
[Description("A message that is published again and again, as a cron expression in a time zone says.")]
[Column("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status")]
[Column("Reason", "string", ".status.conditions[?(@.type==\"Ready\")].reason")]
[Column("Cron", "string", ".spec.cron")]
[Column("Time-Zone", "string", ".spec.timeZone")]
[Column("Suspended", "boolean", ".spec.suspend")]
[Column("Last", "date", ".status.lastScheduleTime")]
[Column("Next", "string", ".status.nextScheduleTime")]
[Column("Age", "date", ".metadata.creationTimestamp")]
public sealed record Schedule : IKubernetesObject<V1ObjectMeta>, ISpec<ScheduleSpec>, IStatus<ScheduleStatus?>
{
    public const string KubeKind = "Schedule";
    public const string KubePluralName = "schedules";

    public string ApiVersion { get; set; } = ApiGroup.GroupVersion;

    public string Kind { get; set; } = KubeKind;

    public V1ObjectMeta Metadata { get; set; } = new();

    [Description("What is wanted.")]
    public required ScheduleSpec Spec { get; set; }

    [Description("What the operator saw and did.")]
    [Unobserved]
    public ScheduleStatus? Status { get; set; }
}
