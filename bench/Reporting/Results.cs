using Postrider.Bench.Runs;

namespace Postrider.Bench.Reporting;

/// <summary>What a run found: the rows of the table, what an idle dispatcher asks of Redis a second, and what a hanging destination does to others.</summary>
internal sealed record Results(IReadOnlyList<Figures> Rows, double? IdleRedisCommandsPerSecond, HangFigures? Hang)
{
    private static readonly Mode[] PostriderModes = [Mode.Postrider, Mode.PostriderBatch];

    /// <summary>The first row of each mode: with few messages waiting, or none.</summary>
    public IEnumerable<Figures> Calm => Rows.DistinctBy(row => row.Mode);

    /// <summary>Redis bytes of Postrider beyond the body of a plain message that waits.</summary>
    public double? BytesPerWaitingMessage => Calm.FirstOrDefault(IsPostrider)?.Publish.BytesBeyondBody;

    /// <summary>Postrider's deliveries a second with many delayed messages waiting, against those with few.</summary>
    public double? RatioAtMany
    {
        get
        {
            var rows = Rows.Where(IsPostrider).ToLookup(row => row.Waiting, row => row.Delivery.PerSecond);
            return rows.Count < 2 ? null : rows.MaxBy(level => level.Key)!.Average() / rows.MinBy(level => level.Key)!.Average();
        }
    }

    private static bool IsPostrider(Figures row) => PostriderModes.Contains(row.Mode);
}
