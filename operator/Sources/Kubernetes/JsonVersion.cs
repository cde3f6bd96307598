using System.Text.Json.Nodes;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>Which object this is and which state of it: enough to tell the older of two.</summary>
internal readonly record struct JsonVersion(string? Identity, long? Number)
{
    public static JsonVersion Of(JsonObject item) => new(RawMetadata.Text(item, "uid"), RawMetadata.Version(item));

    /// <summary>False when in doubt: other objects of the same name do not compare.</summary>
    public bool IsNewerThan(JsonVersion other) => Identity == other.Identity && Number > other.Number;
}
