using Postrider.Bench.Machine;
using Postrider.Bench.Systems;

namespace Postrider.Bench.Measures;

/// <summary>Lets a system deliver a backlog and times the arrivals that come after the warm-up.</summary>
internal static class DeliveryMeasure
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public static async Task<DeliveryFigures> RunAsync(Bed bed, MessageSystem system, int warm, int total)
    {
        await bed.Receiver.ResetAsync(bed.Cancel);
        await system.StartWorkerAsync();
        return await WatchAsync(bed, system.Processes, warm, total);
    }

    public static async Task<DeliveryFigures> WatchAsync(Bed bed, IReadOnlyCollection<ChildProcess> processes, int warm, int total)
    {
        var warmCount = await ReachAsync(bed, warm, total);
        var start = CpuSample.Take(bed, processes);
        await ReachAsync(bed, total, total);
        var cpu = CpuSample.Take(bed, processes) - start;
        var seconds = await bed.Receiver.SecondsBetweenAsync(warm, total, bed.Cancel);
        var sampled = Math.Max(1, total - warmCount);
        return new DeliveryFigures(
            (total - warm) / seconds,
            cpu.System.TotalMicroseconds / sampled,
            cpu.Redis.TotalMicroseconds / sampled,
            cpu.Receiver.TotalMicroseconds / sampled);
    }

    /// <summary>Waits for that many arrivals; gives up when none came for a while.</summary>
    public static async Task<int> ReachAsync(Bed bed, int target, int total)
    {
        var (seen, seenAt) = (0, DateTime.UtcNow);
        while (true)
        {
            var count = await bed.Receiver.CountAsync(bed.Cancel);
            if (count >= target)
            {
                return count;
            }

            if (count > seen)
            {
                (seen, seenAt) = (count, DateTime.UtcNow);
            }
            else if (DateTime.UtcNow - seenAt > Silence)
            {
                throw new BenchException($"{count} of {total} messages arrived, and then none for {Silence.TotalSeconds} s");
            }

            await Task.Delay(15, bed.Cancel);
        }
    }
}
