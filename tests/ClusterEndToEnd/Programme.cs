using Postrider.ClusterEndToEnd.Running;
using Postrider.ClusterEndToEnd.Steps;

namespace Postrider.ClusterEndToEnd;

/// <summary>The steps in their order. One that fails ends the run.</summary>
internal static class Programme
{
    public static IReadOnlyList<NamedStep> Steps { get; } =
    [
        new("the cluster answers", Cluster.Prepare.RunAsync),
        new("installed by kubectl apply -k config/default", Install.ByKustomizationAsync),
        new("a publisher and a receiver run", Application.StartAsync),
        new("the samples are Ready, as they are and when their addresses change", Samples.ApplyAsync),
        new("a pod publishes to http://postrider: to a URL, and to an Endpoint that is a Service", ToService.RunAsync),
        new("a Topic of three", ToTopic.RunAsync),
        new("an Endpoint by HTTPS: a CA of a ConfigMap is trusted, a client certificate is shown, and without them nothing arrives", ToTls.RunAsync),
        new("a pod's own ServiceAccount token is its credential, and RBAC its right", Credentials.RunAsync),
        new("workers scaled 1 → 3 → 1 → 0 → 1 under load", Scaling.RunAsync),
        new("workers killed under load", Killing.RunAsync),
        new("gateways and workers restarted while a pod publishes", Restarting.RunAsync),
        new("the operator's leader pod deleted", Leader.RunAsync),
        new("a Schedule fires every minute", Firing.RunAsync),
        new("no container restarted by itself", Restarts.NoneAsync),
        new("uninstalled after its resources", Uninstall.ResourcesFirstAsync),
        new("the previous commit installed by its chart's manifests", Install.PreviousByChartAsync),
        new("its application runs", Application.StartAsync),
        new("its samples are Ready", Samples.ApplyAsync),
        new("upgraded with 1,000 messages waiting, a pod publishing and a Schedule firing", Upgrading.RunAsync),
        new("no container restarted by itself after the upgrade", Restarts.NoneAsync),
        new("uninstalled before its resources", Uninstall.PostriderFirstAsync),
    ];
}
