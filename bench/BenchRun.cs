using Postrider.Bench.Machine;
using Postrider.Bench.Reporting;
using Postrider.Bench.Runs;
using Postrider.Bench.Systems;

namespace Postrider.Bench;

/// <summary>One run: the systems in turn on the same receiver and Redis, then the table and the results file.</summary>
internal static class BenchRun
{
    public static async Task<int> MainAsync(string[] args)
    {
        var options = BenchOptions.Parse(args, out var error);
        if (options is null)
        {
            await Console.Error.WriteLineAsync(error);
            return 2;
        }

        using var cancel = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true; // what was started is ended first
            cancel.Cancel();
        };
        try
        {
            await RunAsync(options, cancel.Token);
            return 0;
        }
        catch (Exception exception) when (exception is BenchException or OperationCanceledException || cancel.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(cancel.IsCancellationRequested ? "stopped" : exception.Message);
            return 1;
        }
    }

    private static async Task RunAsync(BenchOptions options, CancellationToken cancel)
    {
        await PrepareAsync(options, cancel);
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync(cancel);
        var results = await MeasureAsync(new Bed(redis, receiver, cancel), options);
        Console.WriteLine(ResultTable.Format(results));
        var path = Path.Combine(Places.Bench, "results", options.Whole ? "latest.json" : "partial.json");
        await ResultFile.WriteAsync(results, path, cancel);
        Progress.Say($"done; the figures are in {path}");
    }

    private static async Task PrepareAsync(BenchOptions options, CancellationToken cancel)
    {
        if (options.WantsPostrider)
        {
            Progress.Say("building the dispatcher");
            await PostriderSystem.BuildAsync(cancel);
        }

        if (options.Wants(Mode.BullMqBatch.Key))
        {
            Progress.Say("getting BullMQ");
            await BullMqSystem.PrepareAsync(cancel);
        }
    }

    private static async Task<Results> MeasureAsync(Bed bed, BenchOptions options)
    {
        await using var crowded = await RedisServer.StartAsync();
        var rows = await new Rounds(bed, bed with { Redis = crowded }, options).RunAsync();
        return options.WantsPostrider
            ? new Results(rows, await IdleRun.RunAsync(bed, options), await HangRun.RunAsync(bed, options))
            : new Results(rows, null, null);
    }
}
