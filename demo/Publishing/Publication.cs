namespace Postrider.Demo.Publishing;

/// <summary>What the dispatcher answered to one publish; status 0 when it did not.</summary>
internal sealed record Publication(int Status, IReadOnlyList<string> MessageIds, bool Deduplicated, string Text)
{
    public bool Accepted => Status is >= 200 and < 300 && MessageIds.Count > 0;
}
