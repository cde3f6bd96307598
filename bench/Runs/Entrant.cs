using Postrider.Bench.Machine;
using Postrider.Bench.Systems;

namespace Postrider.Bench.Runs;

/// <summary>A system in the comparison, its modes, and how many messages and rounds fit its speed.</summary>
internal sealed record Entrant(string Name, Func<Bed, MessageSystem> Create, Mode[] Modes, int Messages, int Rounds)
{
    /// <summary>Whether each round has it with many messages waiting too.</summary>
    public bool IsMeasuredCrowded { get; private init; }

    public static IEnumerable<Entrant> Chosen(BenchOptions options) =>
        All(options)
            .Select(entrant => entrant with { Modes = [.. entrant.Modes.Where(mode => options.Wants(mode.Key))] })
            .Where(entrant => entrant.Modes.Length > 0);

    private static Entrant[] All(BenchOptions options) =>
    [
        new("Postrider", bed => new PostriderSystem(bed), [Mode.Postrider, Mode.PostriderBatch], options.Messages, options.Rounds) { IsMeasuredCrowded = true },
        new("BullMQ", bed => new BullMqSystem(bed), [Mode.BullMqBatch, Mode.BullMqSingle], options.BullMqMessages, options.Rounds),
        new("Hangfire", bed => new HangfireSystem(bed), [Mode.Hangfire], options.HangfireMessages, 1),
    ];
}
