using Postrider.Bench.Machine;
using Postrider.Bench.Measures;

namespace Postrider.Bench.Runs;

/// <summary>Measures one system in all its modes while delayed messages wait.</summary>
internal sealed class EntrantRun(Bed bed, BenchOptions options, Entrant entrant)
{
    public async Task<List<Figures>> RunAsync(int waiting)
    {
        await bed.Redis.FlushAsync();
        await FillAsync(waiting);
        var rows = new List<Figures>();
        LatenessFigures? late = null; // the same for all modes: its messages are published one by one
        foreach (var mode in entrant.Modes)
        {
            rows.Add(await MeasureAsync(mode, waiting, late));
            late = rows[^1].Lateness;
        }

        await bed.Redis.FlushAsync();
        return rows;
    }

    private async Task FillAsync(int count)
    {
        Progress.Say($"{entrant.Name}: {count:N0} delayed messages");
        await using var system = entrant.Create(bed);
        await system.StartGatewayAsync();
        await system.FillAsync(count);
    }

    private async Task<Figures> MeasureAsync(Mode mode, int waiting, LatenessFigures? late)
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
