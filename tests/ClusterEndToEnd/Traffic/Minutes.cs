using Postrider.ClusterEndToEnd.Running;

namespace Postrider.ClusterEndToEnd.Traffic;

/// <summary>Deliveries of the Schedule that is due at every full minute.</summary>
internal static class Minutes
{
    public const string Path = "/every-minute";

    /// <summary>How long a minute's message may be on its way.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    /// <summary>Full minutes after the one moment and before the other.</summary>
    public static IReadOnlyList<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset until)
    {
        var first = new DateTimeOffset(from.Ticks - (from.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero).AddMinutes(1);
        return [.. Enumerable.Range(0, Math.Max(0, (int)Math.Ceiling((until - first).TotalMinutes))).Select(number => first.AddMinutes(number))];
    }

    /// <summary>Each full minute has exactly one message; says how late the latest was.</summary>
    /// <exception cref="StepFailure">One has none, or several.</exception>
    public static string Check(IReadOnlyList<Arrival> arrivals, DateTimeOffset from, DateTimeOffset until)
    {
        var minutes = Between(from, until - Soon);
        var end = minutes[^1].AddMinutes(1);
        var messages = arrivals.Where(arrival => arrival.Time >= minutes[0] && arrival.Time < end).GroupBy(arrival => arrival.MessageId).Select(group => group.Min(arrival => arrival.Time)).Order().ToList();
        if (messages.Count != minutes.Count)
        {
            throw new StepFailure($"{minutes.Count} minutes, but {messages.Count} messages: {string.Join(", ", messages.Select(time => $"{time:HH:mm:ss}"))}");
        }

        var late = minutes.Zip(messages, (due, came) => came - due).Max();
        return late < TimeSpan.FromMinutes(1) ? $"due {minutes.Count} times, came {messages.Count} times, at most {late.TotalSeconds:0.0} s late" : throw new StepFailure($"{late} late");
    }
}
