namespace Postrider.Bench.Machine;

/// <summary>What all systems share: Redis, the receiver, and the token that ends the run.</summary>
internal sealed record Bed(RedisServer Redis, Receiver Receiver, CancellationToken Cancel)
{
    public string Destination => $"{Receiver.Url}/in";

    public string DueDestination => $"{Receiver.Url}/due";
}
