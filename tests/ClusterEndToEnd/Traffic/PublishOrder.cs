namespace Postrider.ClusterEndToEnd.Traffic;

/// <summary>What the publisher is to publish; the url is Postrider's, destination included. Without a token: that of its own account.</summary>
internal sealed record PublishOrder(string Url, int Count = 1, int PerSecond = 0, IReadOnlyDictionary<string, string>? Headers = null, string? Token = null);
