namespace Postrider.Operator.Runtime;

/// <summary>What became of a resource: the reason and the message of its Ready condition.</summary>
internal sealed record Verdict(string Reason, string Message)
{
    /// <summary>Accepted, Suspended and NoSubscribers are fine; every other reason is a refusal.</summary>
    public bool IsReady => Reason is Reasons.Accepted or Reasons.Suspended or Reasons.NoSubscribers;
}
