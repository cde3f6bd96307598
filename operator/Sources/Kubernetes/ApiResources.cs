using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>The kinds that the operator looks at.</summary>
internal static class ApiResources
{
    private const string Prefix = "/apis/" + ApiGroup.GroupVersion;

    public static readonly ApiResource Endpoints = new(Prefix, Endpoint.KubePluralName);
    public static readonly ApiResource Topics = new(Prefix, Topic.KubePluralName);
    public static readonly ApiResource Schedules = new(Prefix, Schedule.KubePluralName);
    public static readonly ApiResource Secrets = new("/api/v1", "secrets");
    public static readonly ApiResource ConfigMaps = new("/api/v1", "configmaps");
    public static readonly ApiResource Events = new("/api/v1", "events");

    public static ApiResource Of(ResourceKind kind) => kind switch
    {
        ResourceKind.Endpoint => Endpoints,
        ResourceKind.Topic => Topics,
        ResourceKind.Schedule => Schedules,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
    };
}
