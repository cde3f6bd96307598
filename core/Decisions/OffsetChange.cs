namespace Postrider.Core.Decisions;

/// <summary>A change of clocks: <paramref name="At"/> (UTC) the offset from UTC goes from <paramref name="Before"/> to <paramref name="After"/>.</summary>
internal readonly record struct OffsetChange(DateTime At, TimeSpan Before, TimeSpan After)
{
    /// <summary>What the clock would show at the change without it.</summary>
    public DateTime WallBefore => At + Before;

    /// <summary>What the clock shows from the change on.</summary>
    public DateTime WallAfter => At + After;

    /// <summary>Whether the clock never shows this time.</summary>
    public bool Skips(DateTime wall) => WallBefore <= wall && wall < WallAfter;

    /// <summary>Whether the clock shows this time twice.</summary>
    public bool Repeats(DateTime wall) => WallAfter <= wall && wall < WallBefore;
}
