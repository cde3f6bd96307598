using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Figures;

/// <summary>Reads the figures of a resource from Redis.</summary>
internal sealed class FigureReader(IRegistryWriter registry, HeldUpMessages heldUp, IResourceSource source, TimeProvider time)
{
    private static readonly TimeSpan LateFiring = TimeSpan.FromSeconds(15);

    /// <param name="status">The status as it is: a time of observation stays when nothing else changed.</param>
    public Task<FigureReading> ReadAsync(FigureKey key, JsonObject? status, CancellationToken cancel) => key.Kind switch
    {
        ResourceKind.Endpoint => ReadEndpointAsync(key.Name, status, cancel),
        ResourceKind.Schedule => ReadScheduleAsync(key.Name, cancel),
        _ => Task.FromResult(FigureReading.None),
    };

    // What is not through changes by itself; all other changes begin with a message, and are told.
    private async Task<FigureReading> ReadEndpointAsync(ResourceName name, JsonObject? status, CancellationToken cancel)
    {
        var figures = await registry.ReadFiguresAsync(name, cancel);
        var since = figures.Waiting > 0 ? await heldUp.SinceAsync(name) : null;
        var now = time.GetUtcNow();
        var messages = EndpointFigureFields.Of(figures, since, status?["messages"] as JsonObject, now);
        return new(new JsonObject { ["messages"] = messages }, figures is { Waiting: 0, InFlight: 0 } ? null : now + FigureBook.Pause);
    }

    private async Task<FigureReading> ReadScheduleAsync(ResourceName name, CancellationToken cancel)
    {
        var times = await registry.ReadTimesAsync(name, source.Name, cancel);
        var now = time.GetUtcNow();
        return new(ScheduleFigureFields.Of(times), times.Next is { } next ? (next < now ? now + LateFiring : next.AddSeconds(1)) : null);
    }
}
