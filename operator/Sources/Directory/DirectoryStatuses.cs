using System.Text.Json.Nodes;
using Postrider.Core.Model;

namespace Postrider.Operator.Sources.Directory;

/// <summary>Keeps statuses in memory and logs each change of a condition: there is no API server to ask for them.</summary>
internal sealed partial class DirectoryStatuses(Func<ResourceKind, ResourceName, JsonObject, JsonObject?> merge, ILogger logger) : IStatusSink
{
    public Task WriteAsync(ResourceKind kind, ResourceName name, JsonObject change, CancellationToken cancel)
    {
        if (merge(kind, name, change) is not null && change["conditions"] is JsonArray conditions)
        {
            foreach (var condition in conditions.OfType<JsonObject>())
            {
                Log(kind, name, condition);
            }
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
