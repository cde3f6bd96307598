using Postrider.Bench.Machine;

namespace Postrider.Bench.Runs;

/// <summary>
/// The systems in turn, several times: what else the machine does changes within minutes, and must not meet one of them only. Postrider is
/// measured with few and with many messages waiting in each round, for these are compared; the many are in a Redis of their own meanwhile.
/// </summary>
internal sealed class Rounds(Bed bed, Bed crowded, BenchOptions options)
{
    private readonly List<Figures> rows = [];

    /// <summary>The median of each figure of each row.</summary>
    public async Task<List<Figures>> RunAsync()
    {
        var entrants = Entrant.Chosen(options).ToList();
        var many = entrants.Find(entrant => entrant.IsMeasuredCrowded) is { } one ? new EntrantRun(crowded, options, one) : null;
        await (many?.FillAsync(options.ManyWaiting) ?? Task.CompletedTask);
        for (var round = 1; round <= options.Rounds; round++)
        {
            await RunAsync(entrants.Where(entrant => round <= entrant.Rounds), many);
        }

        foreach (var entrant in entrants.Where(entrant => !entrant.IsMeasuredCrowded))
        {
            rows.AddRange(await new EntrantRun(crowded, options, entrant).RunAsync(options.ManyWaiting));
        }

        return [.. rows.GroupBy(row => (row.Mode, row.Waiting)).Select(Figures.Median).OrderBy(row => row.Waiting > options.FewWaiting)];
    }

    private async Task RunAsync(IEnumerable<Entrant> entrants, EntrantRun? many)
    {
        if (options.Wants(Mode.Limit.Key))
        {
            rows.Add(await new LimitRun(bed, options).RunAsync());
        }

        foreach (var entrant in entrants)
        {
            rows.AddRange(await new EntrantRun(bed, options, entrant).RunAsync(options.FewWaiting));
            if (entrant.IsMeasuredCrowded)
            {
                rows.AddRange(await many!.MeasureAsync(options.ManyWaiting));
            }
        }
    }
}
