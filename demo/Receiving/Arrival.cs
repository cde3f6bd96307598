namespace Postrider.Demo.Receiving;

/// <summary>One request that reached the receiver, and what it answered.</summary>
internal sealed record Arrival
{
    public required DateTimeOffset Time { get; init; }

    /// <summary>The scene that published it; "schedule" for one that a Schedule fired; "yours" for anybody else's.</summary>
    public required string Kind { get; init; }

    public required string Method { get; init; }
    public required string Target { get; init; }

    /// <summary>1 for the first attempt.</summary>
    public required int Attempt { get; init; }

    public required int Answer { get; init; }

    /// <summary>How long after it was due; absent when only the publisher knows when that was.</summary>
    public required TimeSpan? Lateness { get; init; }

    /// <summary>What is wrong with the signature; absent when it is good.</summary>
    public required string? SignatureProblem { get; init; }

    public required string? MessageId { get; init; }
    public required string? Schedule { get; init; }
}
