using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Traffic;

/// <summary>Ids of accepted messages, and for each publish that was not accepted why.</summary>
internal sealed record PublishResult(IReadOnlyList<string> Accepted, IReadOnlyList<string> Failures)
{
    /// <exception cref="StepFailure">Something was refused, or not answered.</exception>
    public IReadOnlyList<string> AllAccepted() => Failures.Count == 0
        ? Accepted
        : throw new StepFailure($"{Failures.Count} of {Failures.Count + Accepted.Count} publishes failed, the first: {string.Join("; ", Failures.Distinct().Take(3))}");
}
