using Postrider.Core.Model;

namespace Postrider.Operator.Runtime;

/// <summary>What one kind does: make Redis agree with a resource, or forget one. All of it is idempotent.</summary>
internal interface IEntityController<T>
    where T : class
{
    Task<ReconcileResult> ReconcileAsync(Declared<T> resource, CancellationToken cancel);

    Task DeletedAsync(ResourceName name, CancellationToken cancel);

    /// <summary>Tells the owner that reconciling failed; it is tried again.</summary>
    Task FailedAsync(Declared<T> resource, string problem, CancellationToken cancel);
}
