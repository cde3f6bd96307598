namespace Postrider.ClusterPod.Publishing;

/// <summary>The part of Postrider's answer that says which message it became.</summary>
internal sealed record Accepted(string MessageId);
