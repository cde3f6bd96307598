using System.Text.Json.Nodes;
using Postrider.Core.Model;

namespace Postrider.Operator.Sources;

/// <summary>Takes the status of one resource where its owner reads it, and puts what was written into the cache.</summary>
internal interface IStatusSink
{
    /// <summary>
    /// Merges <paramref name="change"/> (a JSON merge patch: null removes a field, a list replaces) into the status. Called only when something differs
    /// from the status in the cache. A resource that is gone or was changed meanwhile is not an error.
    /// </summary>
    Task WriteAsync(ResourceKind kind, ResourceName name, JsonObject change, CancellationToken cancel);
}
