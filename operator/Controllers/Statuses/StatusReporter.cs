using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Events;
using Postrider.Operator.Figures;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers.Statuses;

/// <summary>Reports a verdict to the owner of a resource, at once, when it says anything new. Figures that are written anyway go along.</summary>
internal sealed class StatusReporter(IResourceSource source, FigureReader figures, FigureBook book, IEventSink events, TimeProvider time)
{
    /// <summary>Returns when the verdict is to be looked at again because time alone changes it; null when it does not.</summary>
    public async Task<TimeSpan?> ReportAsync<T>(ResourceKind kind, Declared<T> resource, Verdict verdict, JsonObject fields, CancellationToken cancel)
        where T : class
    {
        var (key, now) = (new FigureKey(kind, resource.Name), time.GetUtcNow());
        if (StatusDocument.Change(resource.Status, resource.Generation, verdict, fields, now) is not { } change)
        {
            book.Meet(key, resource.Status);
            return ProgressCondition.Remaining(resource.Status?["conditions"] as JsonArray, now);
        }

        await WriteAsync(key, resource.Status, change, cancel);
        Announce(kind, resource, verdict, now);
        return ProgressCondition.Remaining((change["conditions"] ?? resource.Status?["conditions"]) as JsonArray, now);
    }

    private async Task WriteAsync(FigureKey key, JsonObject? status, JsonObject change, CancellationToken cancel)
    {
        var reading = await figures.ReadAsync(key, status, cancel);
        foreach (var (name, value) in StatusDocument.Difference(status, reading.Fields))
        {
            change[name] = value?.DeepClone();
        }

        await source.Statuses.WriteAsync(key.Kind, key.Name, change, cancel);
        if (reading != FigureReading.None)
        {
            book.Looked(key, wrote: true, reading.ChangesAt);
        }
    }

    // After the status: who reads it finds the event told of, and a write that is repeated tells nothing twice.
    private void Announce<T>(ResourceKind kind, Declared<T> resource, Verdict verdict, DateTimeOffset now)
        where T : class
    {
        var before = ConditionList.Find(resource.Status?["conditions"] as JsonArray, ConditionList.Ready);
        if (ConditionList.Text(before, "reason") != verdict.Reason || ConditionList.Text(before, "message") != verdict.Message)
        {
            events.Tell(new ResourceEvent(kind, resource.Name, resource.Identity, verdict.Ready == "True", verdict.Reason, verdict.Message, now));
        }
    }
}
