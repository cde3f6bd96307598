using System.Text.Json.Nodes;
using Postrider.Core.Model;

namespace Postrider.Operator.Runtime;

/// <summary>One declared resource as its source holds it, a wrong one included, so that it can be told what is wrong.</summary>
/// <param name="Generation">Grows when the spec changes.</param>
/// <param name="Resource">The resource with its defaults; null when <paramref name="Refusal"/> says why there is none.</param>
/// <param name="Status">The status as last seen; null when there is none.</param>
/// <param name="Origin">Where it was read, for people: a file, or the API server.</param>
internal sealed record Declared<T>(
    ResourceName Name,
    long Generation,
    IReadOnlyDictionary<string, string> Labels,
    T? Resource,
    Verdict? Refusal,
    JsonObject? Status,
    string Identity,
    string Origin)
    where T : class
{
    /// <summary>The identity, where the source knows one; null where a name is all that there is.</summary>
    public string? Uid => Identity.Length > 0 ? Identity : null;

    /// <summary>Whether <paramref name="other"/> asks for the same: status and bookkeeping do not count.</summary>
    public bool AsksSameAs(Declared<T> other) =>
        Generation == other.Generation
        && Identity == other.Identity
        && Refusal == other.Refusal
        && Labels.Count == other.Labels.Count
        && Labels.All(label => other.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
