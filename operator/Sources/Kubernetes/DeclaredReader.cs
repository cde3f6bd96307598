using System.Text.Json.Nodes;
using Postrider.Operator.Runtime;
using Postrider.Operator.Schema;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>Reads an object of the API server. One that breaks a rule, which an old server lets through, is refused with what is wrong.</summary>
internal static class DeclaredReader
{
    private const int MaxMessage = 4000; // the status has room for more, a reader has not

    public static Declared<T> Read<T>(JsonObject item)
        where T : class
    {
        var status = item["status"] is JsonObject seen ? (JsonObject)seen.DeepClone() : null; // a part would keep the whole object in memory
        var (resource, refusal) = ReadResource<T>(item);
        return new Declared<T>(
            RawMetadata.Name(item), RawMetadata.Generation(item), RawMetadata.Labels(item), resource, refusal, status, RawMetadata.Text(item, "uid") ?? "", "Kubernetes");
    }

    private static (T? Resource, Verdict? Refusal) ReadResource<T>(JsonObject item)
        where T : class
    {
        var result = ResourceReader.Read<T>(item);
        return result.Resource is { } resource ? (resource, null) : (null, Invalid(string.Join("; ", result.Errors)));
    }

    private static Verdict Invalid(string message) =>
        new(Reasons.Invalid, message.Length <= MaxMessage ? message : message[..MaxMessage] + "…");
}
