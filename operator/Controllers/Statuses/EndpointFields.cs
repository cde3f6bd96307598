using System.Text.Json.Nodes;
using Postrider.Core.Registry;

namespace Postrider.Operator.Controllers.Statuses;

/// <summary>What an Endpoint's status has beside its conditions.</summary>
internal static class EndpointFields
{
    public static JsonObject Of(string? url, EndpointFigures figures, JsonObject? current, DateTimeOffset now) => new()
    {
        ["url"] = url,
        ["messages"] = Messages(figures, current?["messages"] as JsonObject, now),
    };

    // The time moves only with a figure: else every look would write a status.
    private static JsonObject Messages(EndpointFigures figures, JsonObject? before, DateTimeOffset now)
    {
        var messages = new JsonObject
        {
            ["waiting"] = figures.Waiting,
            ["inFlight"] = figures.InFlight,
            ["delivered"] = figures.Delivered,
            ["failed"] = figures.Failed,
        };
        var same = before?["observedTime"] is not null && messages.All(figure => JsonNode.DeepEquals(figure.Value, before[figure.Key]));
        messages["observedTime"] = same ? before!["observedTime"]!.DeepClone() : ReadyCondition.Time(now);
        return messages;
    }
}
