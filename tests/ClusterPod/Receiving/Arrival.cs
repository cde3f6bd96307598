namespace Postrider.ClusterPod.Receiving;

/// <summary>One delivery: its path, the message's id, and when it came.</summary>
internal sealed record Arrival(string Path, string MessageId, DateTimeOffset Time);
