using Postrider.Core.Model;

namespace Postrider.Operator.Runtime;

/// <summary>The loop of one kind, as those see it who need all kinds alike.</summary>
internal interface IControllerLoop
{
    ResourceKind Kind { get; }

    int QueueLength { get; }

    bool Declares(ResourceName name);

    /// <summary>Has the resource looked at again soon.</summary>
    void Requeue(ResourceName name);

    /// <summary>Works on the queue until cancelled.</summary>
    Task RunAsync(CancellationToken cancel);

    /// <summary>Has every resource reconciled once more; done when Redis has taken each.</summary>
    Task PassAsync(CancellationToken cancel);
}
