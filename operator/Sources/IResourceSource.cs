using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Sources;

/// <summary>Where resources are declared. It fills the three caches by itself while it runs.</summary>
internal interface IResourceSource
{
    /// <summary>Written into each definition; only the same source removes it: <c>kubernetes</c> or <c>directory</c>.</summary>
    string Name { get; }

    ResourceCache<Endpoint> Endpoints { get; }

    ResourceCache<Topic> Topics { get; }

    ResourceCache<Schedule> Schedules { get; }

    IValueReader Secrets { get; }

    /// <summary>ConfigMaps, read as Secrets are; they need no label.</summary>
    IValueReader ConfigMaps { get; }

    IStatusSink Statuses { get; }

    /// <summary>Whether everything there is has been seen once.</summary>
    bool IsSynced => Endpoints.Synced.IsCompleted && Topics.Synced.IsCompleted && Schedules.Synced.IsCompleted;

    /// <summary>Whether all of it can be read now. While not, nothing is certain to be declared no longer.</summary>
    bool IsSound => true;

    /// <summary>Watches until cancelled; trouble with the source is waited out, not thrown.</summary>
    Task RunAsync(CancellationToken cancel);

    /// <summary>Asks the source itself. True only when it is certain that the resource is declared no longer; false when in doubt.</summary>
    Task<bool> IsGoneAsync(ResourceKind kind, ResourceName name, CancellationToken cancel);
}
