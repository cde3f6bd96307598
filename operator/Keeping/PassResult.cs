namespace Postrider.Operator.Keeping;

/// <summary>What a pass came to.</summary>
/// <param name="Held">Whether Redis then held everything; false when it lost something meanwhile and another pass is needed.</param>
/// <param name="Marker">The marker of the complete registry; null when a kind could not be seen, so that nothing is said of completeness.</param>
/// <param name="Sound">Whether all of the source could be read; while not, what may be declared no longer has stayed.</param>
internal sealed record PassResult(bool Held, string? Marker, bool Sound);
