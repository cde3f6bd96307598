namespace Postrider.ClusterEndToEnd.Traffic;

/// <summary>Accepted messages against what arrived: how many are missing, and how many arrivals were more than one of a message.</summary>
internal sealed record Tally(int Messages, int Missing, int Repeated)
{
    public static Tally Empty { get; } = new(0, 0, 0);

    public static Tally Of(IReadOnlyList<string> messages, IReadOnlyList<Arrival> arrivals)
    {
        var counts = arrivals.CountBy(arrival => arrival.MessageId).ToDictionary();
        var missing = messages.Count(message => !counts.ContainsKey(message));
        return new Tally(messages.Count, missing, messages.Sum(message => Math.Max(0, counts.GetValueOrDefault(message) - 1)));
    }

    public override string ToString() => $"{Messages:N0} accepted, none lost, {Repeated:N0} delivered once more";
}
