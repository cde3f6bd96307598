namespace Postrider.Core.Store;

/// <summary>What became of outcomes.</summary>
/// <param name="Took">Per outcome whether it took effect; false for one that was gone.</param>
/// <param name="IsReady">They made something ready for its turn.</param>
public sealed record SettleAnswer(IReadOnlyList<bool> Took, bool IsReady);
