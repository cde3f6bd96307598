namespace Postrider.Demo.Publishing;

/// <summary>The programme of the demo. The names are those in config/samples.</summary>
internal static class Scenes
{
    /// <summary>New each time, so that ids that must be fresh are.</summary>
    public static IReadOnlyList<Scene> Programme(string receiver)
    {
        var unique = Guid.NewGuid().ToString("N")[..6];
        return
        [
            new() { Kind = "url", Title = "To a URL", Destination = $"{receiver}/hello" },
            new() { Kind = "topic", Title = "To the Topic orders: every subscriber gets a copy", Destination = "orders", Arrivals = 3, Attempts = 3 },
            new() { Kind = "endpoint", Title = "To the Endpoint billing: URL and policy come from its YAML", Destination = "billing" },
            new()
            {
                Kind = "delayed",
                Title = "Delayed by three seconds",
                Destination = $"{receiver}/later",
                Headers = new Dictionary<string, string> { ["Upstash-Delay"] = "3s" },
                Delay = TimeSpan.FromSeconds(3),
            },
            new()
            {
                Kind = "deduplicated",
                Title = "Published twice with one deduplication id: arrives once",
                Destination = $"{receiver}/pay",
                Headers = new Dictionary<string, string> { ["Upstash-Deduplication-Id"] = $"invoice-{unique}" },
                Times = 2,
            },
            new()
            {
                Kind = "retried",
                Title = "To a receiver that fails twice: retried each second",
                Destination = $"{receiver}/flaky/{unique}",
                Headers = new Dictionary<string, string> { ["Upstash-Retry-Delay"] = "1000" },
                Attempts = 3,
            },
        ];
    }
}
