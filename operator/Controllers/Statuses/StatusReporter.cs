using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers.Statuses;

/// <summary>Reports a verdict to the owner of a resource, when it says anything new.</summary>
internal sealed class StatusReporter(IResourceSource source, TimeProvider time)
{
    public async Task ReportAsync<T>(ResourceKind kind, Declared<T> resource, Verdict verdict, JsonObject fields, CancellationToken cancel)
        where T : class
    {
        if (StatusDocument.Change(resource.Status, resource.Generation, verdict, fields, time.GetUtcNow()) is { } change)
        {
            await source.Statuses.WriteAsync(kind, resource.Name, change, cancel);
        }
    }
}
