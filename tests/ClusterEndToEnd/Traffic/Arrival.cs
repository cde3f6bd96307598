namespace Postrider.ClusterEndToEnd.Traffic;

/// <summary>One delivery at the receiver.</summary>
internal sealed record Arrival(string Path, string MessageId, DateTimeOffset Time);
