using Postrider.Operator.Runtime;

namespace Postrider.Operator.Controllers.Schedules;

/// <summary>The Endpoint or Topic that a Schedule sends to.</summary>
/// <param name="IsSeen">Whether the source has listed the kind; else the target may exist although it is not here.</param>
/// <param name="IsDeclared">Whether it is declared, rightly or wrongly.</param>
/// <param name="IsLive">Whether the dispatchers have it.</param>
internal sealed record ScheduleTarget(Reference Reference, bool IsSeen, bool IsDeclared, bool IsLive)
{
    /// <summary>Why there is nothing to send to; null when there is.</summary>
    public Verdict? Missing()
    {
        if (IsLive)
        {
            return null;
        }

        var (kind, name) = (Reference.Kind, Reference.Name);
        var (reason, field) = kind == "Topic" ? (Reasons.TopicNotFound, "topicRef") : (Reasons.EndpointNotFound, "endpointRef");
        var why = IsDeclared
            ? $"{kind} '{name.Name}' is not live: see its own condition. Nothing fires until it is."
            : $"there is no {kind} '{name.Name}' in namespace '{name.Namespace}'. Nothing fires until there is.";
        return new Verdict(reason, $"spec.destination.{field}.name: {why}");
    }
}
