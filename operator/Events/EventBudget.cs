namespace Postrider.Operator.Events;

/// <summary>How many events one resource may cause: ten at once, and then one in half a minute.</summary>
internal sealed class EventBudget(TimeProvider time)
{
    private const int Burst = 10;
    private const int MostResources = 5000;
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, (double Left, DateTimeOffset At)> held = new(StringComparer.Ordinal);

    /// <summary>Takes one from the budget of a resource; false when it is used up.</summary>
    public bool TryTake(string identity)
    {
        var now = time.GetUtcNow();
        DropFull(now);
        var left = held.TryGetValue(identity, out var before) ? LeftOf(before, now) : Burst;
        held[identity] = (left < 1 ? left : left - 1, now);
        return left >= 1;
    }

    // What has its whole budget again need not be remembered.
    private void DropFull(DateTimeOffset now)
    {
        if (held.Count < MostResources)
        {
            return;
        }

        foreach (var full in held.Where(entry => LeftOf(entry.Value, now) >= Burst).Select(entry => entry.Key).ToList())
        {
            held.Remove(full);
        }

        if (held.Count >= MostResources)
        {
            held.Clear();
        }
    }

    private static double LeftOf((double Left, DateTimeOffset At) entry, DateTimeOffset now) => Math.Min(Burst, entry.Left + ((now - entry.At) / Refill));
}
