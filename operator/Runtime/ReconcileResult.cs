namespace Postrider.Operator.Runtime;

/// <summary>What follows a reconciliation: nothing, or another one after a while.</summary>
internal readonly record struct ReconcileResult(TimeSpan? RequeueAfter)
{
    private static readonly TimeSpan NotYetInterval = TimeSpan.FromSeconds(2);

    /// <summary>What follows a verdict: a name that another source may give up, and what could not be read, are tried again soon.</summary>
    /// <param name="reportAgain">After which time the verdict has to be reported anew; null when time does not change it.</param>
    public static ReconcileResult After(Verdict verdict, TimeSpan? reportAgain) =>
        new(verdict.Reason is Reasons.NameTaken or Reasons.Unavailable ? NotYetInterval : reportAgain);
}
