using System.Text.Json.Nodes;
using Postrider.Core.Registry;

namespace Postrider.Operator.Controllers.Statuses;

/// <summary>What a Schedule's status has beside its conditions.</summary>
internal static class ScheduleFields
{
    public static JsonObject Of(ScheduleTimes times) => new()
    {
        ["lastScheduleTime"] = Text(times.Last),
        ["nextScheduleTime"] = Text(times.Next),
    };

    private static string? Text(DateTimeOffset? time) => time is { } some ? ReadyCondition.Time(some) : null;
}
