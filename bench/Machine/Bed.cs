namespace Postrider.Bench.Machine;

/// <summary>What all systems share: Redis, the receiver, and the token that ends the run.</summary>
internal sealed record Bed(RedisServer Redis, Receiver Receiver, CancellationToken Cancel)
{
    public string Destination => $"{Receiver.Url}/in";

    public string DueDestination => $"{Receiver.Url}/due";

    /// <summary>The receiver under another name, so that it is another destination; it never answers.</summary>
    public string HangingDestination => $"{Receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}/hang";
}
