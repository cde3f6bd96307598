namespace Postrider.Operator.Runtime;

/// <summary>What follows a reconciliation: nothing, or another one after a while.</summary>
internal readonly record struct ReconcileResult(TimeSpan? RequeueAfter)
{
    public static readonly ReconcileResult Done = new(null);

    public static ReconcileResult Again(TimeSpan after) => new(after);
}
