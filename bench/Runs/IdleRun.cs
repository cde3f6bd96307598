using Postrider.Bench.Machine;
using Postrider.Bench.Measures;
using Postrider.Bench.Systems;

namespace Postrider.Bench.Runs;

/// <summary>Redis commands a second of a dispatcher, in both roles, that has nothing to do.</summary>
internal static class IdleRun
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2); // what it does once, after it started

    public static async Task<double> RunAsync(Bed bed, BenchOptions options)
    {
        Progress.Say($"an idle dispatcher, {options.IdleTime.TotalSeconds} s");
        await bed.Redis.FlushAsync();
        await using var system = new PostriderSystem(bed);
        await system.StartBothAsync();
        await Task.Delay(Settling, bed.Cancel);
        return await RedisMonitor.CommandsPerSecondAsync(bed.Redis.Port, options.IdleTime, bed.Cancel);
    }
}
