using System.Net;
using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Leading;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>Patches the status subresource. The answer goes into the cache at once, so that the same patch is not made twice.</summary>
internal sealed class KubernetesStatusSink(KubernetesApi api, ILeadership leadership, OperatorMetrics metrics, Action<ResourceKind, JsonObject> written) : IStatusSink
{
    public async Task WriteAsync(ResourceKind kind, ResourceName name, JsonObject change, CancellationToken cancel)
    {
        try
        {
            leadership.ThrowIfOver();
            var patch = new JsonObject { ["status"] = change.DeepClone() };
            written(kind, await api.PatchAsync(ApiResources.Of(kind).StatusPath(name), patch, cancel));
            metrics.CountStatusPatch();
        }
        catch (KubernetesApiException exception) when (exception.IsConfirmedMissing || exception.Status == HttpStatusCode.Conflict)
        {
            // Gone or changed since: the watch brings what is true now, and with it another look.
        }
    }
}
