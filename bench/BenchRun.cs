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
        var rounds = new List<Figures>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            rounds.AddRange(await RoundAsync(bed, options, round));
        }

        List<Figures> rows = [.. rounds.GroupBy(row => row.Mode).Select(Figures.Median)];
        foreach (var entrant in Entrant.Chosen(options))
        {
            rows.AddRange(await new EntrantRun(bed, options, entrant).RunAsync(options.ManyWaiting));
        }

        return options.WantsPostrider
            ? new Results(rows, await IdleRun.RunAsync(bed, options), await HangRun.RunAsync(bed, options))
            : new Results(rows, null, null);
    }

    // Every system once, in turn: what else the machine does changes within minutes, and must not meet one of them only.
    private static async Task<List<Figures>> RoundAsync(Bed bed, BenchOptions options, int round)
    {
        var rows = new List<Figures>();
        if (options.Wants(Mode.Limit.Key))
        {
            rows.Add(await new LimitRun(bed, options).RunAsync());
        }

        foreach (var entrant in Entrant.Chosen(options).Where(entrant => round <= entrant.Rounds))
        {
            rows.AddRange(await new EntrantRun(bed, options, entrant).RunAsync(options.FewWaiting));
        }

        return rows;
    }
}
