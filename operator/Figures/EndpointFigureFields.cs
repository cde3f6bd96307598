using System.Text.Json.Nodes;
using Postrider.Core.Registry;
using Postrider.Operator.Controllers.Statuses;

namespace Postrider.Operator.Figures;

/// <summary>The figures in an Endpoint's status.</summary>
internal static class EndpointFigureFields
{
    /// <param name="since">Since when messages are held up; null when none is.</param>
    /// <param name="before">What the status says; the time of observation moves only with a figure, else every look would write a status.</param>
    public static JsonObject Of(EndpointFigures figures, DateTimeOffset? since, JsonObject? before, DateTimeOffset now)
    {
        var messages = new JsonObject
        {
            ["waiting"] = figures.Waiting,
            ["inFlight"] = figures.InFlight,
            ["delivered"] = figures.Delivered,
            ["failed"] = figures.Failed,
            ["oldestWaitingTime"] = StatusTime.TextOrNull(since),
        };
        var same = before?["observedTime"] is not null && messages.All(figure => JsonNode.DeepEquals(figure.Value, before[figure.Key]));
        messages["observedTime"] = same ? before!["observedTime"]!.DeepClone() : StatusTime.Text(now);
        return messages;
    }
}
