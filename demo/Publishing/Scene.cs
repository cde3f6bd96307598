namespace Postrider.Demo.Publishing;

/// <summary>One kind of message: what is published, and what should then arrive.</summary>
internal sealed record Scene
{
    public required string Kind { get; init; }
    public required string Title { get; init; }
    public required string Destination { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
    public string Body { get; init; } = """{"order":42}""";

    /// <summary>How long after publishing the first attempt is due.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Milliseconds between attempts, where the scene sets it.</summary>
    public string? RetryDelay => Headers.GetValueOrDefault("Upstash-Retry-Delay");

    /// <summary>How often the same request is made.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many messages have to be accepted by the receiver.</summary>
    public int Arrivals { get; init; } = 1;

    /// <summary>How many attempts that takes.</summary>
    public int Attempts { get; init; } = 1;
}
