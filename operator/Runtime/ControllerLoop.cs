using System.Collections.Concurrent;
using Postrider.Core.Model;
using Postrider.Core.Redis;

namespace Postrider.Operator.Runtime;

/// <summary>
/// The loop of one kind: key → resource → controller → requeue. A failed key is tried again after a growing delay:
/// this is the only retry of everything that a controller calls.
/// </summary>
internal sealed partial class ControllerLoop<T>(
    ResourceKind kind, ResourceCache<T> cache, IEntityController<T> controller, OperatorMetrics metrics, TimeProvider time, ILogger<ControllerLoop<T>> logger)
    : IControllerLoop, IDisposable
    where T : class
{
    private const int Workers = 8;
    private readonly WorkQueue<ResourceName> queue = new(time);
    private readonly ConcurrentDictionary<ResourceName, int> failures = new();
    private volatile Pass? pass;

    public ResourceKind Kind => kind;

    public int QueueLength => queue.Length;

    public bool Declares(ResourceName name) => cache.Find(name) is not null;

    public void Requeue(ResourceName name) => queue.Add(name);

    public async Task RunAsync(CancellationToken cancel)
    {
        cache.Changed += queue.Add;
        using var listening = new Subscription(() => cache.Changed -= queue.Add);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(cancel)));
    }

    public async Task PassAsync(CancellationToken cancel)
    {
        var names = cache.Names;
        var mine = new Pass(names);
        pass = mine;
        foreach (var name in names)
        {
            queue.Add(name);
        }

        await mine.Completed.WaitAsync(cancel);
    }

    public void Dispose() => queue.Dispose();

    private async Task WorkAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var name = await queue.TakeAsync(cancel);
            var current = pass; // before the work: one that began earlier does not count for a later pass
            try
            {
                await ReconcileAsync(name, cancel);
                current?.Settle(name);
            }
            catch (Exception exception) when (!cancel.IsCancellationRequested)
            {
                await TryLaterAsync(name, exception, current, cancel);
            }
            finally
            {
                queue.Done(name);
            }
        }
    }

    private async Task ReconcileAsync(ResourceName name, CancellationToken cancel)
    {
        metrics.CountReconcile(kind);
        if (cache.Find(name) is not { } resource)
        {
            await controller.DeletedAsync(name, cancel);
            failures.TryRemove(name, out _);
            return;
        }

        var result = await controller.ReconcileAsync(resource, cancel);
        failures.TryRemove(name, out _);
        if (result.RequeueAfter is { } delay)
        {
            queue.AddAfter(name, delay);
        }
    }

    private async Task TryLaterAsync(ResourceName name, Exception exception, Pass? current, CancellationToken cancel)
    {
        metrics.CountError(kind);
        var count = failures.AddOrUpdate(name, 1, (_, before) => before + 1);
        var delay = RequeueBackoff.DelayAfter(count, Random.Shared.NextDouble());
        ReconcileFailed(RedisTrouble.Is(exception) ? LogLevel.Debug : LogLevel.Warning, kind, name, RedisTrouble.Sentence(exception), delay.TotalSeconds);
        queue.AddAfter(name, delay);
        if (await TellAsync(name, exception, cancel))
        {
            current?.Settle(name); // what does not depend on Redis must not keep the registry incomplete
        }
    }

    /// <summary>Tells the owner what is wrong; false when it is Redis, which is no matter of one resource.</summary>
    private async Task<bool> TellAsync(ResourceName name, Exception exception, CancellationToken cancel)
    {
        if (RedisTrouble.Is(exception) || cache.Find(name) is not { } resource)
        {
            return !RedisTrouble.Is(exception);
        }

        try
        {
            await controller.FailedAsync(resource, exception.Message, cancel);
            return true;
        }
        catch (Exception again) when (!cancel.IsCancellationRequested)
        {
            return !RedisTrouble.Is(again);
        }
    }

    // Redis being away is told once, by the keeper, not for each resource.
    [LoggerMessage(Message = "{Kind} {Name} could not be reconciled: {Problem} Trying again in {Seconds:0.0} s")]
    private partial void ReconcileFailed(LogLevel level, ResourceKind kind, ResourceName name, string problem, double seconds);
}
