using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Leading;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>Resources of the Kubernetes API, in the namespaces of the options.</summary>
internal sealed class KubernetesSource : IResourceSource
{
    private readonly KubernetesApi api;
    private readonly KubernetesOptions options;
    private readonly CacheSink<Endpoint> endpointSink;
    private readonly CacheSink<Topic> topicSink;
    private readonly CacheSink<Schedule> scheduleSink;
    private readonly Func<ApiResource, string?, IWatchSink, Informer> follow;

    public KubernetesSource(
        KubernetesApi api, IOptions<KubernetesOptions> options, ILeadership leadership, OperatorMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    {
        this.api = api;
        this.options = options.Value;
        (endpointSink, topicSink, scheduleSink) = (new(Endpoints), new(Topics), new(Schedules));
        var valueLogger = loggers.CreateLogger<KubernetesValues>();
        Secrets = new KubernetesValues((name, cancel) => api.FindAsync(ApiResources.Secrets.ObjectPath(name), cancel), ValueContent.OfSecret, time, valueLogger);
        ConfigMaps = new KubernetesValues((name, cancel) => api.FindAsync(ApiResources.ConfigMaps.ObjectPath(name), cancel), ValueContent.OfConfigMap, time, valueLogger);
        var logger = loggers.CreateLogger<Informer>();
        Statuses = new KubernetesStatusSink(api, leadership, metrics, TakeAnswer);
        follow = (resource, space, sink) => new Informer(api, resource, space, sink, this.options, metrics, time, logger);
    }

    public string Name => "kubernetes";

    public ResourceCache<Endpoint> Endpoints { get; } = new();

    public ResourceCache<Topic> Topics { get; } = new();

    public ResourceCache<Schedule> Schedules { get; } = new();

    public IValueReader Secrets { get; }

    public IValueReader ConfigMaps { get; }

    public IStatusSink Statuses { get; }

    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(
        FollowAsync(ApiResources.Endpoints, endpointSink, Endpoints.MarkSynced, cancel),
        FollowAsync(ApiResources.Topics, topicSink, Topics.MarkSynced, cancel),
        FollowAsync(ApiResources.Schedules, scheduleSink, Schedules.MarkSynced, cancel));

    // Objects in namespaces that are not looked at belong to another operator: nothing is known about them.
    public async Task<bool> IsGoneAsync(ResourceKind kind, ResourceName name, CancellationToken cancel) =>
        (options.Namespaces.Count == 0 || options.Namespaces.Contains(name.Namespace))
        && await api.FindAsync(ApiResources.Of(kind).ObjectPath(name), cancel) is null;

    private async Task FollowAsync(ApiResource resource, IWatchSink sink, Action synced, CancellationToken cancel)
    {
        string?[] spaces = options.Namespaces.Count == 0 ? [null] : [.. options.Namespaces.Distinct(StringComparer.Ordinal)];
        var informers = spaces.Select(space => follow(resource, space, sink)).ToList();
        var running = Task.WhenAll(informers.Select(informer => informer.RunAsync(cancel)));
        await Task.WhenAny(Task.WhenAll(informers.Select(informer => informer.Listed)), running);
        if (!cancel.IsCancellationRequested)
        {
            synced();
        }

        await running;
    }

    private void TakeAnswer(ResourceKind kind, JsonObject item)
    {
        switch (kind)
        {
            case ResourceKind.Endpoint:
                endpointSink.SetIfNewer(item);
                break;
            case ResourceKind.Topic:
                topicSink.SetIfNewer(item);
                break;
            case ResourceKind.Schedule:
                scheduleSink.SetIfNewer(item);
                break;
        }
    }
}
