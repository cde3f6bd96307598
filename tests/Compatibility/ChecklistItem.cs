namespace Postrider.Compatibility;

/// <summary>One observable behaviour of the protocol.</summary>
/// <param name="Number">What <c>[ProtocolItem]</c> names it by.</param>
/// <param name="Group">The heading that it stands under.</param>
/// <param name="Text">The behaviour in one sentence.</param>
public sealed record ChecklistItem(int Number, string Group, string Text);
