namespace Postrider.ClusterPod.Publishing;

/// <summary>Ids of accepted messages, and for each publish that was not accepted why.</summary>
internal sealed record PublishResult(IReadOnlyList<string> Accepted, IReadOnlyList<string> Failures);
