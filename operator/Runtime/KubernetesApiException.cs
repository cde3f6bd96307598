using System.Net;
using System.Text.Json.Nodes;

namespace Postrider.Operator.Runtime;

/// <summary>The API server answered with an error.</summary>
/// <param name="status">The HTTP status, or the code of an error that came within a watch.</param>
/// <param name="answer">The Status object, when there was one.</param>
internal sealed class KubernetesApiException(HttpStatusCode status, JsonObject? answer)
    : Exception($"The API server answered {(int)status}: {Text(answer, "message") ?? status.ToString()}")
{
    public HttpStatusCode Status => status;

    /// <summary>What was listed or watched from is too old: only a new list helps.</summary>
    public bool IsExpired => status == HttpStatusCode.Gone;

    /// <summary>
    /// The server knows the kind and says that this one object is not there. A server that is starting also answers 404, for
    /// every custom resource, but without naming an object.
    /// </summary>
    public bool IsConfirmedMissing =>
        status == HttpStatusCode.NotFound && answer?["details"] is JsonObject details && !string.IsNullOrEmpty(Text(details, "name"));

    private static string? Text(JsonObject? node, string name) =>
        node?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
