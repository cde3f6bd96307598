using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;

namespace Postrider.Dispatcher.Publishing;

/// <summary>What is said of a queue too many.</summary>
internal static class QueueQuota
{
    public static string Exceeded(QueueLimits limits) => $"quota maxQueues exceeded, current limit: {limits.MaxQueues}";

    public static Refusal Refuse(QueueLimits limits) => new(412, Exceeded(limits));
}
