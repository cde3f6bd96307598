using System.Text.Json.Nodes;
using Postrider.Core.Registry;
using Postrider.Operator.Controllers.Statuses;

namespace Postrider.Operator.Figures;

/// <summary>The times in a Schedule's status.</summary>
internal static class ScheduleFigureFields
{
    public static JsonObject Of(ScheduleTimes times) => new()
    {
        ["lastScheduleTime"] = StatusTime.TextOrNull(times.Last),
        ["nextScheduleTime"] = StatusTime.TextOrNull(times.Next),
    };
}
