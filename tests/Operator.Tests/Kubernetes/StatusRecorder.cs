using System.Text.Json.Nodes;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Kubernetes;

/// <summary>Writes down every state that resources of one namespace go through, as the API server tells of them to whoever watches.</summary>
internal sealed class StatusRecorder : IAsyncDisposable
{
    private static readonly string[] Plurals = ["endpoints", "topics", "schedules"];
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private readonly List<JsonObject> states = [];
    private readonly Task watching;

    public StatusRecorder(KubeClient admin, string space) =>
        watching = Task.WhenAll(Plurals.Select(plural => FollowAsync(admin, $"/apis/postrider.dev/v1alpha1/namespaces/{space}/{plural}?watch=true")));

    /// <summary>Whole objects, those of one resource in order.</summary>
    public IReadOnlyList<JsonObject> States
    {
        get
        {
            lock (gate)
            {
                return [.. states];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await watching;
        end.Dispose();
    }

    // An API server that is stopped by a test ends the watch; another goes on as soon as it is back.
    private async Task FollowAsync(KubeClient admin, string path)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in admin.WatchAsync(path, end.Token))
                {
                    Take(change);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.Delay(100, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Take(JsonObject change)
    {
        if ((string?)change["type"] is "ADDED" or "MODIFIED" && change["object"] is JsonObject item)
        {
            lock (gate)
            {
                states.Add(item);
            }
        }
    }
}
