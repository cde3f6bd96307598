using Postrider.Bench.Machine;
using Postrider.Bench.Measures;
using Postrider.Bench.Systems;

namespace Postrider.Bench.Runs;

/// <summary>Lateness of delayed messages to a healthy destination, without and with another one that hangs.</summary>
internal sealed record HangFigures(LatenessFigures Without, LatenessFigures Beside);

/// <summary>How late others are while a destination never answers and ten thousand messages wait for it.</summary>
internal static class HangRun
{
    private const int Waiting = 10_000;
    private const int Hanging = 64; // what a worker gives every destination

    public static async Task<HangFigures> RunAsync(Bed bed, BenchOptions options)
    {
        Progress.Say($"a destination that hangs, {Waiting:N0} waiting for it");
        await bed.Redis.FlushAsync();
        await using var system = new PostriderSystem(bed);
        await system.StartGatewayAsync();
        await system.StartWorkerAsync();
        var without = await LatenessMeasure.RunAsync(bed, system, options.LatenessMessages);
        await PublishToHangingAsync(bed, system);
        return new HangFigures(without, await LatenessMeasure.RunAsync(bed, system, options.LatenessMessages));
    }

    private static async Task PublishToHangingAsync(Bed bed, PostriderSystem system)
    {
        await using var publisher = system.StartPublisher(new PublishPlan { Destination = bed.HangingDestination, Count = Waiting, Batch = 100, Connections = 4 });
        await publisher.ReadLineAsync(bed.Cancel); // "warm"
        await publisher.ReadLineAsync(bed.Cancel); // all published
        while (await bed.Receiver.HangingAsync(bed.Cancel) < Hanging)
        {
            await Task.Delay(20, bed.Cancel);
        }
    }
}
