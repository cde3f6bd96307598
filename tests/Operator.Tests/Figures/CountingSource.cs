using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Tests.Figures;

/// <summary>Resources that a test declares, and every write of a status with its time.</summary>
internal sealed class CountingSource(TimeProvider time) : IResourceSource, IStatusSink
{
    private readonly List<(ResourceName Name, DateTimeOffset At)> writes = [];

    public string Name => "counting";

    public ResourceCache<Endpoint> Endpoints { get; } = new();

    public ResourceCache<Topic> Topics { get; } = new();

    public ResourceCache<Schedule> Schedules { get; } = new();

    public IValueReader Secrets => throw new NotSupportedException();

    public IValueReader ConfigMaps => throw new NotSupportedException();

    public IStatusSink Statuses => this;

    public IReadOnlyList<(ResourceName Name, DateTimeOffset At)> Writes
    {
        get
        {
            lock (writes)
            {
                return [.. writes];
            }
        }
    }

    /// <summary>A resource with its first conditions.</summary>
    public static Declared<T> New<T>(string name)
        where T : class => new(new("default", name), 1, new Dictionary<string, string>(), null, null, new JsonObject { ["conditions"] = new JsonArray() }, name, "");

    public Task WriteAsync(ResourceKind kind, ResourceName name, JsonObject change, CancellationToken cancel)
    {
        lock (writes)
        {
            writes.Add((name, time.GetUtcNow()));
        }

        if (kind == ResourceKind.Endpoint)
        {
            Endpoints.Set(Merge(Endpoints.Find(name)!, change));
        }
        else
        {
            Schedules.Set(Merge(Schedules.Find(name)!, change));
        }

        return Task.CompletedTask;
    }

    public Task RunAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task<bool> IsGoneAsync(ResourceKind kind, ResourceName name, CancellationToken cancel) => Task.FromResult(false);

    private static Declared<T> Merge<T>(Declared<T> resource, JsonObject change)
        where T : class
    {
        var status = (JsonObject)resource.Status!.DeepClone();
        foreach (var (field, value) in change)
        {
            status[field] = value?.DeepClone();
        }

        return resource with { Status = status };
    }
}
