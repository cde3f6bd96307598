using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Postrider.TestKit.Kubernetes;

/// <summary>What an API server answered.</summary>
/// <param name="Body">The object, or the Status that says what is wrong; null when the answer is not JSON.</param>
public sealed partial record ServerAnswer(HttpStatusCode Status, JsonNode? Body)
{
    public string Message => Body?["message"]?.GetValue<string>() ?? "";

    /// <summary>Paths of the fields that the server blames.</summary>
    public IReadOnlyList<string> BlamedFields => [.. Causes(), .. UnknownField().Matches(Message).Select(match => match.Groups[1].Value)];

    private IEnumerable<string> Causes() =>
        (Body?["details"]?["causes"] as JsonArray ?? []).Select(cause => cause?["field"]?.GetValue<string>()).OfType<string>();

    [GeneratedRegex("unknown field \"([^\"]+)\"")]
    private static partial Regex UnknownField();
}
