using Postrider.Bench.Machine;
using Postrider.Bench.Measures;
using Postrider.Bench.Systems;

namespace Postrider.Bench.Runs;

/// <summary>The limit of the machine: a bare HttpClient loop, and the publishers' load against an endpoint that does nothing.</summary>
internal sealed class LimitRun(Bed bed, BenchOptions options)
{
    public async Task<Figures> RunAsync()
    {
        Progress.Say("the limit: a bare HttpClient loop, and an empty endpoint");
        await using var empty = new EmptySystem(bed);
        var plan = new PublishPlan
        {
            Destination = bed.Destination,
            Count = options.Messages,
            Warm = PublishPlan.WarmBefore(options.Messages),
            Connections = Mode.Limit.Connections,
        };
        var published = await PublishMeasure.RunAsync(bed, empty, plan);
        var delivered = await DeliverAsync(plan);
        var late = await LatenessAsync();
        return new Figures(Mode.Limit, 0, published, delivered, late);
    }

    private async Task<DeliveryFigures> DeliverAsync(PublishPlan plan)
    {
        await bed.Receiver.ResetAsync(bed.Cancel);
        await using var stage = new Stage();
        stage.Add(Start(plan));
        return await DeliveryMeasure.WatchAsync(bed, stage.Processes, plan.Warm, plan.Total);
    }

    private async Task<LatenessFigures> LatenessAsync()
    {
        var plan = LatenessMeasure.Plan(bed, options.LatenessMessages) with { DelayMs = 0 };
        await bed.Receiver.ResetAsync(bed.Cancel);
        await using var process = Start(plan);
        return await LatenessMeasure.WatchAsync(bed, process, plan);
    }

    private static ChildProcess Start(PublishPlan plan) => ChildProcess.Start("limit", Places.Self, ["limit", .. plan.ToArguments()]);
}
