namespace Postrider.ClusterEndToEnd.Traffic;

/// <summary>What the publisher is to publish; the url is Postrider's, destination included.</summary>
internal sealed record PublishOrder(string Url, int Count = 1, int PerSecond = 0, IReadOnlyDictionary<string, string>? Headers = null);
