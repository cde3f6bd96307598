using System.Globalization;
using System.Text.Json.Nodes;
using Postrider.Operator.Api;
using Postrider.Operator.Controllers.Statuses;
using Postrider.Operator.Events;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>An Event of the core API, the form that every kubectl shows, with its count.</summary>
internal static class EventObject
{
    private const string Component = "postrider-operator";
    private const int MaxMessage = 1024; // more is refused

    public static JsonObject Of(ResourceEvent happened, DateTimeOffset now) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Event",
        ["metadata"] = new JsonObject
        {
            ["name"] = string.Create(CultureInfo.InvariantCulture, $"{happened.Name.Name}.{now.UtcTicks:x}{Random.Shared.Next(0x1000):x3}"),
            ["namespace"] = happened.Name.Namespace,
        },
        ["involvedObject"] = new JsonObject
        {
            ["apiVersion"] = ApiGroup.GroupVersion,
            ["kind"] = happened.Kind.ToString(),
            ["namespace"] = happened.Name.Namespace,
            ["name"] = happened.Name.Name,
            ["uid"] = happened.Identity,
        },
        ["type"] = happened.IsGood ? "Normal" : "Warning",
        ["reason"] = happened.Reason,
        ["message"] = happened.Message.Length <= MaxMessage ? happened.Message : happened.Message[..(MaxMessage - 3)] + "...",
        ["source"] = new JsonObject { ["component"] = Component },
        ["firstTimestamp"] = StatusTime.Text(happened.Time),
        ["lastTimestamp"] = StatusTime.Text(happened.Time),
        ["count"] = 1,
    };

    /// <summary>A merge patch that says that it happened again.</summary>
    public static JsonObject Again(int count, DateTimeOffset time) => new() { ["count"] = count, ["lastTimestamp"] = StatusTime.Text(time) };
}
