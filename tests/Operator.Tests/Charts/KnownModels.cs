using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Postrider.Operator.Tests.Charts;

/// <summary>KubernetesClient's models of the kinds that the chart makes and pages show: what they do not take, a current API server would refuse.</summary>
internal static class KnownModels
{
    private static readonly Dictionary<string, Func<string, string>> Models = new(StringComparer.Ordinal)
    {
        ["v1/ConfigMap"] = Through<V1ConfigMap>,
        ["v1/Namespace"] = Through<V1Namespace>,
        ["v1/Pod"] = Through<V1Pod>,
        ["v1/Secret"] = Through<V1Secret>,
        ["v1/Service"] = Through<V1Service>,
        ["v1/ServiceAccount"] = Through<V1ServiceAccount>,
        ["apps/v1/Deployment"] = Through<V1Deployment>,
        ["apps/v1/StatefulSet"] = Through<V1StatefulSet>,
        ["autoscaling/v2/HorizontalPodAutoscaler"] = Through<V2HorizontalPodAutoscaler>,
        ["policy/v1/PodDisruptionBudget"] = Through<V1PodDisruptionBudget>,
        ["networking.k8s.io/v1/NetworkPolicy"] = Through<V1NetworkPolicy>,
        ["apiextensions.k8s.io/v1/CustomResourceDefinition"] = Through<V1CustomResourceDefinition>,
        ["rbac.authorization.k8s.io/v1/Role"] = Through<V1Role>,
        ["rbac.authorization.k8s.io/v1/RoleBinding"] = Through<V1RoleBinding>,
        ["rbac.authorization.k8s.io/v1/ClusterRole"] = Through<V1ClusterRole>,
        ["rbac.authorization.k8s.io/v1/ClusterRoleBinding"] = Through<V1ClusterRoleBinding>,
    };

    /// <summary>Version and kind as one text.</summary>
    public static string KindOf(JsonObject item) => $"{item["apiVersion"]}/{item["kind"]}";

    public static bool Knows(JsonObject item) => Models.ContainsKey(KindOf(item));

    /// <summary>Paths that the model does not take over as they are. A value of a wrong type throws.</summary>
    public static IReadOnlyList<string> LostFrom(JsonObject item)
    {
        var read = JsonNode.Parse(Models[KindOf(item)](item.ToJsonString()));
        return [.. Lost(item, read, "")];
    }

    private static string Through<T>(string json) => KubernetesJson.Serialize(KubernetesJson.Deserialize<T>(json));

    private static IEnumerable<string> Lost(JsonNode? written, JsonNode? read, string path) => (written, read) switch
    {
        (JsonObject from, JsonObject to) => from.SelectMany(field => Lost(field.Value, to[field.Key], $"{path}/{field.Key}")),
        (JsonArray from, JsonArray to) when from.Count == to.Count => from.Index().SelectMany(entry => Lost(entry.Item, to[entry.Index], $"{path}/{entry.Index}")),
        // an empty list is left out when written again
        (JsonArray { Count: 0 }, null) => [],
        _ => JsonNode.DeepEquals(written, read) ? [] : [$"{path}: {written?.ToJsonString()} became {read?.ToJsonString()}"],
    };
}
