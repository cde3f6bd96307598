using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Controllers.Statuses;

namespace Postrider.Operator.Sources.Directory;

/// <summary>Keeps statuses in memory and logs each change of Ready: there is no API server to ask for them.</summary>
internal sealed partial class DirectoryStatuses(Func<ResourceKind, ResourceName, JsonObject, JsonObject?> merge, ILogger logger) : IStatusSink
{
    public Task WriteAsync(ResourceKind kind, ResourceName name, JsonObject change, CancellationToken cancel)
    {
        // The other conditions only say how one that is not ready goes on.
        if (merge(kind, name, change) is not null && ConditionList.Find(change["conditions"] as JsonArray, ConditionList.Ready) is { } ready)
        {
            Log(kind, name, ready);
        }

        return Task.CompletedTask;
    }

    private void Log(ResourceKind kind, ResourceName name, JsonObject condition)
    {
        var (type, status, reason, message) = ((string?)condition["type"], (string?)condition["status"], (string?)condition["reason"], (string?)condition["message"]);
        if (status == "True")
        {
            Good(kind, name, type, status, reason, message);
        }
        else
        {
            Bad(kind, name, type, status, reason, message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Name}: {Type}={Status} {Reason}: {Text}")]
    private partial void Good(ResourceKind kind, ResourceName name, string? type, string? status, string? reason, string? text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Name}: {Type}={Status} {Reason}: {Text}")]
    private partial void Bad(ResourceKind kind, ResourceName name, string? type, string? status, string? reason, string? text);
}
