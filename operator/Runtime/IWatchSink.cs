using System.Text.Json.Nodes;

namespace Postrider.Operator.Runtime;

/// <summary>Who wants to know what an <see cref="Informer"/> sees. Never throws: one odd object must not stop the rest.</summary>
internal interface IWatchSink
{
    /// <summary>Takes a complete list of one namespace, or of all when <paramref name="space"/> is null: what it lacks is gone.</summary>
    void Replace(IReadOnlyList<JsonObject> all, string? space);

    void Set(JsonObject item);

    void Remove(JsonObject item);
}
