using System.Text.Json.Nodes;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Controllers.Statuses;

/// <summary>
/// How a resource that is not ready goes on, in the conditions that kstatus, and with it Flux, goes by. Reconciling: what is missing may be on
/// its way, for a minute. Stalled: somebody has to do something. Both are there only while they are True.
/// </summary>
internal static class ProgressCondition
{
    public const string Reconciling = "Reconciling";
    public const string Stalled = "Stalled";

    /// <summary>How long what is missing counts as on its way: resources that are applied together appear one after the other.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    /// <summary>The condition that is True; null when the resource is ready.</summary>
    /// <remarks>One that stalled stays so until it is ready or its spec changes, so that no reason that comes and goes makes it hopeful again.</remarks>
    public static string? TypeOf(JsonArray? before, Verdict verdict, long generation, DateTimeOffset now)
    {
        if (verdict.Ready == "True")
        {
            return null;
        }

        var stays = IsOf(ConditionList.Find(before, Stalled), generation);
        var since = ConditionList.Find(before, Reconciling) is { } waiting && IsOf(waiting, generation) ? SinceOf(waiting) : null;
        return !verdict.MayHeal || stays || now - since >= Deadline ? Stalled : Reconciling;
    }

    /// <summary>After which time Reconciling becomes Stalled; null when it is not there.</summary>
    public static TimeSpan? Remaining(JsonArray? conditions, DateTimeOffset now) =>
        SinceOf(ConditionList.Find(conditions, Reconciling)) is { } since ? Max(since + Deadline - now, TimeSpan.FromSeconds(1)) : null;

    private static bool IsOf(JsonObject? condition, long generation) =>
        condition?["observedGeneration"] is JsonValue value && value.TryGetValue<long>(out var observed) && observed == generation;

    private static DateTimeOffset? SinceOf(JsonObject? condition) => StatusTime.Read(condition?["lastTransitionTime"]);

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
