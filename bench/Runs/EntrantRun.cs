using Postrider.Bench.Machine;
using Postrider.Bench.Measures;

namespace Postrider.Bench.Runs;

/// <summary>Measures one system in all its modes while delayed messages wait.</summary>
internal sealed class EntrantRun(Bed bed, BenchOptions options, Entrant entrant)
{
    private LatenessFigures? late; // of the first row, for the others too: its messages are always published one by one

    /// <summary>The rows of all its modes, on a Redis that is empty before and after.</summary>
    public async Task<List<Figures>> RunAsync(int waiting)
    {
        await FillAsync(waiting);
        var rows = await MeasureAsync(waiting);
        await bed.Redis.FlushAsync();
        return rows;
    }

    /// <summary>Empties Redis and stores that many delayed messages.</summary>
    public async Task FillAsync(int waiting)
    {
        Progress.Say($"{entrant.Name}: {waiting:N0} delayed messages");
        await bed.Redis.FlushAsync();
        await using var system = entrant.Create(bed);
        await system.StartGatewayAsync();
        await system.FillAsync(waiting);
    }

    /// <summary>The rows of all its modes, in turn.</summary>
    public async Task<List<Figures>> MeasureAsync(int waiting)
    {
        var rows = new List<Figures>();
        foreach (var mode in entrant.Modes)
        {
            rows.Add(await MeasureAsync(mode, waiting));
        }

        return rows;
    }

    private async Task<Figures> MeasureAsync(Mode mode, int waiting)
    {
        Progress.Say($"{mode.Name}, {waiting:N0} waiting");
        await using var system = entrant.Create(bed);
        await system.StartGatewayAsync();
        var plan = new PublishPlan
        {
            Destination = bed.Destination,
            Count = entrant.Messages,
            Warm = PublishPlan.WarmBefore(entrant.Messages),
            Batch = mode.Batch,
            Connections = mode.Connections,
        };
        var published = await PublishMeasure.RunAsync(bed, system, plan);
        var delivered = await DeliveryMeasure.RunAsync(bed, system, plan.Warm, plan.Total);
        late ??= await LatenessMeasure.RunAsync(bed, system, options.LatenessMessages);
        return new Figures(mode, waiting, published, delivered, late);
    }
}
