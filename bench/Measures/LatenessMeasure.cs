using Postrider.Bench.Machine;
using Postrider.Bench.Systems;

namespace Postrider.Bench.Measures;

/// <summary>Publishes delayed messages at a steady rate, due one by one, while the system delivers.</summary>
internal static class LatenessMeasure
{
    private const int PerSecond = 1000;
    private const int WarmMessages = 2000;
    private const int DelayMs = 2000;

    // These are due when nobody publishes any more. Some systems are later then (Redis ends a blocking read with a timeout
    // only when something else wakes it), and it is not what a rate of messages means.
    private const int LastMessages = PerSecond * DelayMs / 1000;

    public static PublishPlan Plan(Bed bed, int count) => new()
    {
        Destination = bed.DueDestination,
        Count = count + LastMessages,
        Warm = WarmMessages,
        Rate = PerSecond,
        DelayMs = DelayMs,
    };

    /// <summary>Measures a system whose worker runs already.</summary>
    public static async Task<LatenessFigures> RunAsync(Bed bed, MessageSystem system, int count)
    {
        await bed.Receiver.ResetAsync(bed.Cancel);
        var plan = Plan(bed, count);
        await using var publisher = system.StartPublisher(plan);
        return await WatchAsync(bed, publisher, plan);
    }

    public static async Task<LatenessFigures> WatchAsync(Bed bed, ChildProcess publisher, PublishPlan plan)
    {
        await publisher.ReadLineAsync(bed.Cancel); // "warm"
        await publisher.ReadLineAsync(bed.Cancel); // all published
        await DeliveryMeasure.ReachAsync(bed, plan.Total, plan.Total);
        return LatenessFigures.From(await bed.Receiver.LatenessAsync(bed.Cancel), WarmMessages, LastMessages);
    }
}
