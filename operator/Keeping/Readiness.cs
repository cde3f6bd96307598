using Postrider.Operator.Leading;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Keeping;

/// <summary>
/// Whether the registry has been complete once since the start, or another operator leads and this one could take over at once: a rollout
/// replaces a leader only when its successor is ready.
/// </summary>
internal sealed class Readiness(IResourceSource source, ILeadership leadership)
{
    private volatile bool ready;

    public bool IsReady => ready = ready || (leadership.StandsBy && source.IsSynced);

    public void MarkReady() => ready = true;
}
