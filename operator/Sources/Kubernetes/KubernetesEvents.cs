using System.Net;
using System.Threading.Channels;
using Postrider.Core.Model;
using Postrider.Operator.Events;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>
/// Tells events to the API server, one after the other in the background, ten in a second at most. What does not fit is dropped: an event is
/// never worth a delay of what it tells of.
/// </summary>
internal sealed partial class KubernetesEvents(KubernetesApi api, TimeProvider time, ILogger<KubernetesEvents> logger) : BackgroundService, IEventSink
{
    private const int Waiting = 1000;
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMinutes(1);
    private readonly Channel<ResourceEvent> channel = Channel.CreateBounded<ResourceEvent>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly EventBudget budget = new(time);
    private readonly ToldEvents told = new(time);
    private DateTimeOffset refusedUntil = DateTimeOffset.MinValue;

    public void Tell(ResourceEvent happened) => channel.Writer.TryWrite(happened);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var happened in channel.Reader.ReadAllAsync(stoppingToken))
        {
            if (time.GetUtcNow() >= refusedUntil && budget.TryTake(happened.Identity))
            {
                await TellSafelyAsync(happened, stoppingToken);
                await Task.Delay(BetweenWrites, time, stoppingToken);
            }
        }
    }

    private async Task TellSafelyAsync(ResourceEvent happened, CancellationToken cancel)
    {
        try
        {
            await TellAsync(happened, cancel);
        }
        catch (KubernetesApiException exception) when (exception.Status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            Refused(refusedUntil == DateTimeOffset.MinValue ? LogLevel.Warning : LogLevel.Debug, exception.Message);
            refusedUntil = time.GetUtcNow() + AfterRefusal;
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested)
        {
            Dropped(happened.Reason, happened.Kind, happened.Name, exception.Message);
        }
    }

    private async Task TellAsync(ResourceEvent happened, CancellationToken cancel)
    {
        if (told.Find(happened) is { } before && await CountUpAsync(happened, before, cancel))
        {
            return;
        }

        var item = EventObject.Of(happened, time.GetUtcNow());
        await api.PostAsync(ApiResources.Events.CollectionPath(happened.Name.Namespace), item, cancel);
        told.Remember(happened, RawMetadata.Name(item).Name, 1);
    }

    // The API server forgets events after an hour; one that it forgot is told anew.
    private async Task<bool> CountUpAsync(ResourceEvent happened, ToldEvents.Told before, CancellationToken cancel)
    {
        try
        {
            var path = ApiResources.Events.ObjectPath(new ResourceName(happened.Name.Namespace, before.ObjectName));
            await api.PatchAsync(path, EventObject.Again(before.Count + 1, happened.Time), cancel);
            told.Remember(happened, before.ObjectName, before.Count + 1);
            return true;
        }
        catch (KubernetesApiException exception) when (exception.IsConfirmedMissing)
        {
            return false;
        }
    }

    [LoggerMessage(Message = "Events of resources are not told: {Problem}. Nothing else depends on them.")]
    private partial void Refused(LogLevel level, string problem);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The event {Reason} of {Kind} {Name} was dropped: {Problem}")]
    private partial void Dropped(string reason, ResourceKind kind, ResourceName name, string problem);
}
