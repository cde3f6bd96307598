namespace Postrider.ClusterPod.Publishing;

/// <summary>
/// What to publish: <paramref name="Count"/> messages to the address <paramref name="Url"/> (Postrider's, destination included), at most
/// <paramref name="PerSecond"/> a second (0: as fast as they are accepted), every other one on a connection of its own. <paramref name="Token"/> is used in place of this pod's own.
/// </summary>
internal sealed record PublishOrder(string Url, int Count = 1, int PerSecond = 0, IReadOnlyDictionary<string, string>? Headers = null, string? Token = null);
