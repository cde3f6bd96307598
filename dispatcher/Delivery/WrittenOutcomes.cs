namespace Postrider.Dispatcher.Delivery;

/// <summary>Outcomes that Redis has.</summary>
/// <param name="Held">Whose they were.</param>
/// <param name="IsReady">They made something ready for its turn.</param>
internal sealed record WrittenOutcomes(IReadOnlyList<HeldLease> Held, bool IsReady);
