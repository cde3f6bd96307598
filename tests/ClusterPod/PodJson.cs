using System.Text.Json;
using System.Text.Json.Serialization;
using Postrider.ClusterPod.Publishing;
using Postrider.ClusterPod.Receiving;

namespace Postrider.ClusterPod;

/// <summary>What the pod reads and answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(PublishOrder))]
[JsonSerializable(typeof(PublishResult))]
[JsonSerializable(typeof(Accepted))]
[JsonSerializable(typeof(Accepted[]))]
[JsonSerializable(typeof(IEnumerable<Arrival>))]
internal sealed partial class PodJson : JsonSerializerContext;
