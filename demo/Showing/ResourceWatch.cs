using System.Text.Json;

namespace Postrider.Demo.Showing;

/// <summary>Asks the operator what is declared, and shows each resource or condition that is new, changed or gone.</summary>
internal sealed class ResourceWatch(HttpClient http, string address, Screen screen, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private Dictionary<string, ResourceView> known = [];

    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            await RunOnceAsync(cancel);
        }
    }

    /// <summary>One look. An operator that does not answer changes nothing: its end is noticed elsewhere.</summary>
    public async Task RunOnceAsync(CancellationToken cancel)
    {
        if (await LookAsync(cancel) is not { } found)
        {
            return;
        }

        foreach (var view in found.Values)
        {
            ShowNews(view, known.GetValueOrDefault(view.Id));
        }

        foreach (var gone in known.Values.Where(view => !found.ContainsKey(view.Id)))
        {
            screen.Resource(time.GetUtcNow(), gone.Kind, gone.Name, "deleted", good: true);
        }

        known = found;
    }

    private async Task<Dictionary<string, ResourceView>?> LookAsync(CancellationToken cancel)
    {
        try
        {
            var json = await http.GetStringAsync($"{address}/resources", cancel);
            var views = new Dictionary<string, ResourceView>();
            foreach (var view in ResourceView.Read(JsonSerializer.Deserialize<JsonElement>(json)))
            {
                views[view.Id] = view;
            }

            return views;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private void ShowNews(ResourceView view, ResourceView? before)
    {
        var changed = view.Conditions.Where(condition => before is null || !before.Conditions.Contains(condition)).ToList();
        foreach (var condition in changed)
        {
            screen.Resource(time.GetUtcNow(), view.Kind, view.Name, condition.ToString(), condition.Status == "True");
        }

        if (before is not null && changed.Count == 0 && before.Generation != view.Generation)
        {
            screen.Resource(time.GetUtcNow(), view.Kind, view.Name, "changed, and live in the dispatcher", good: true);
        }
    }
}
