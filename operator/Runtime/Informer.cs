using System.Net;
using System.Text.Json.Nodes;

namespace Postrider.Operator.Runtime;

/// <summary>
/// Follows one kind in one namespace, or in all: lists page by page, watches from there, and goes on after whatever happens. A
/// watch that says nothing for too long may be dead and is begun anew at once, what is too old is listed anew, and so is everything now and then.
/// </summary>
internal sealed partial class Informer(
    KubernetesApi api, ApiResource resource, string? space, IWatchSink sink, KubernetesOptions options, OperatorMetrics metrics, TimeProvider time, ILogger<Informer> logger)
{
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? version; // where the watch goes on; null asks for a list
    private long listedAt;
    private int failures;
    private bool expired; // the last trouble was that the version had become too old

    /// <summary>Done after the first complete list.</summary>
    public Task Listed => listed.Task;

    /// <summary>Lists and watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancel);
            }
            catch (Exception exception) when (!cancel.IsCancellationRequested)
            {
                await PauseAsync(exception, cancel);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        if (version is null || time.GetElapsedTime(listedAt) >= TimeSpan.FromSeconds(options.RelistSeconds))
        {
            await ListAsync(cancel);
        }

        await WatchAsync(cancel);
    }

    private async Task ListAsync(CancellationToken cancel)
    {
        version = null;
        var items = new List<JsonObject>();
        JsonObject page;
        string? next = null;
        do
        {
            page = await api.GetAsync(resource.ListPath(space, next), cancel);
            items.AddRange((page["items"] as JsonArray ?? []).OfType<JsonObject>());
            next = RawMetadata.Text(page, "continue");
        }
        while (!string.IsNullOrEmpty(next));

        sink.Replace(items, space);
        version = RawMetadata.Text(page, "resourceVersion");
        listedAt = time.GetTimestamp();
        metrics.Heard(resource.Plural);
        listed.TrySetResult();
    }

    private async Task WatchAsync(CancellationToken cancel)
    {
        var seconds = (int)(options.WatchSeconds * (0.8 + (0.4 * Random.Shared.NextDouble())));
        var path = resource.WatchPath(space, version ?? "", seconds);
        var patience = TimeSpan.FromSeconds(options.SilenceSeconds);
        using var silence = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancel);
        var (heard, began) = (false, time.GetTimestamp());
        try
        {
            await foreach (var change in api.WatchAsync(path, either.Token))
            {
                silence.CancelAfter(patience);
                Take(change);
                heard = true;
            }
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            // A server need not say anything of a kind that nobody changes: only the next watch tells whether it is there.
            WatchedInSilence(resource.Plural, space ?? "all namespaces", options.SilenceSeconds);
            return;
        }

        // A server that keeps ending watches at once must not be asked in a tight loop.
        failures = heard || time.GetElapsedTime(began) >= ShortestWatch ? 0 : throw new IOException("The watch ended at once without an event");
    }

    private void Take(JsonObject change)
    {
        metrics.Heard(resource.Plural);
        var item = change["object"] as JsonObject ?? throw new IOException("An event of the watch has no object");
        var type = (string?)change["type"];
        switch (type)
        {
            case "ADDED" or "MODIFIED":
                sink.Set(item);
                break;
            case "DELETED":
                sink.Remove(item);
                break;
            case "ERROR":
                version = null; // whatever it was, a list puts it right
                throw new KubernetesApiException((HttpStatusCode)((int?)item["code"] ?? 500), item);
        }

        (failures, expired) = (0, false);
        version = RawMetadata.Text(item, "resourceVersion") ?? version;
    }

    private Task PauseAsync(Exception exception, CancellationToken cancel)
    {
        var isExpired = exception is KubernetesApiException { IsExpired: true };
        if (isExpired || exception is KubernetesApiException { Status: HttpStatusCode.NotFound }) // a kind that is installed anew begins anew
        {
            version = null;
        }

        var listsAtOnce = isExpired && !expired; // the server answers, and that is all that was waited for
        expired = isExpired;
        var delay = listsAtOnce ? TimeSpan.Zero : RequeueBackoff.DelayAfter(++failures, Random.Shared.NextDouble(), RequeueBackoff.MaxSecondsOfKind);
        WatchFailed(resource.Plural, space ?? "all namespaces", exception.Message, delay.TotalSeconds);
        return Task.Delay(delay, time, cancel).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nothing was heard of {Kind} in {Namespace} for {Seconds} s. Watching anew")]
    private partial void WatchedInSilence(string kind, string @namespace, int seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Following {Kind} in {Namespace} was interrupted: {Problem}. Going on in {Seconds:0.0} s")]
    private partial void WatchFailed(string kind, string @namespace, string problem, double seconds);
}
