using Microsoft.Extensions.Options;

namespace Postrider.Dispatcher.Delivery;

/// <summary>
/// Requests that a worker may run at once, shared by its partitions. A destination has its share for itself; what it uses beyond
/// comes from the borrowed part, so that a destination which hangs never takes everything.
/// </summary>
internal sealed class WorkerCapacity(IOptions<DeliveryOptions> options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> running = new(StringComparer.Ordinal);
    private int free = options.Value.Concurrency;
    private int borrowed;

    /// <summary>What every destination may use whatever the others do.</summary>
    public int Share { get; } = Math.Max(1, Math.Min(options.Value.Share, options.Value.Concurrency / 8));

    private int MaxBorrowed => Math.Max(0, (options.Value.Concurrency * 4 / 5) - Share);

    /// <summary>Takes up to <paramref name="most"/> free places, and says how many may go to destinations beyond their share.</summary>
    public (int Places, int Borrow) Reserve(int most)
    {
        lock (gate)
        {
            var places = Math.Min(most, free);
            free -= places;
            return (places, Math.Max(0, MaxBorrowed - borrowed));
        }
    }

    /// <summary>Gives places back that were not used.</summary>
    public void Return(int places)
    {
        lock (gate)
        {
            free += places;
        }
    }

    /// <summary>A reserved place is used by a destination.</summary>
    public void Start(string destination)
    {
        lock (gate)
        {
            var count = running[destination] = running.GetValueOrDefault(destination) + 1;
            borrowed += count > Share ? 1 : 0;
        }
    }

    /// <summary>The place is free again.</summary>
    public void End(string destination)
    {
        lock (gate)
        {
            free++;
            var count = running[destination]--;
            borrowed -= count > Share ? 1 : 0;
            if (count == 1)
            {
                running.Remove(destination);
            }
        }
    }
}
