using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Operator.Controllers.Statuses;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Figures;

/// <summary>
/// Shows figures in statuses: of each resource at most once a minute, ten in a second of all, and none that did not change. It looks only at
/// what had news, at what is under way, and at Schedules whose time has come.
/// </summary>
internal sealed partial class FigureLoop(
    IResourceSource source, FigureBook book, FigureReader reader, FigureNews news, TimeProvider time, ILogger<FigureLoop> logger)
{
    private const int Batch = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(15);

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(cancel);
            }
            catch (Exception exception) when (!cancel.IsCancellationRequested)
            {
                LookFailed(RedisTrouble.Sentence(exception));
            }

            await Task.Delay(Interval, time, cancel);
        }
    }

    /// <summary>Looks at all that is due, until that is only what it has looked at already. Returns how many statuses were written.</summary>
    internal async Task<int> RunOnceAsync(CancellationToken cancel)
    {
        var written = 0;
        var looked = new HashSet<FigureKey>();
        IReadOnlyList<FigureKey> due;
        do
        {
            foreach (var name in await news.ReadAsync())
            {
                book.HasNews(new(ResourceKind.Endpoint, name));
            }

            due = book.TakeDue(Batch);
            foreach (var key in due)
            {
                cancel.ThrowIfCancellationRequested();
                written += await LookAsync(key, cancel) ? 1 : 0;
            }
        }
        while (due.Count == Batch && due.Count(looked.Add) > 0);
        return written;
    }

    private async Task<bool> LookAsync(FigureKey key, CancellationToken cancel)
    {
        var (isThere, status) = Find(key);
        if (!isThere)
        {
            book.Forget(key);
            return false;
        }

        try
        {
            return await WriteAsync(key, status, cancel);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            book.Looked(key, wrote: false, time.GetUtcNow() + AfterFailure);
            throw;
        }
    }

    private async Task<bool> WriteAsync(FigureKey key, JsonObject? status, CancellationToken cancel)
    {
        var reading = await reader.ReadAsync(key, status, cancel);
        var change = StatusDocument.Difference(status, reading.Fields);
        var writes = change.Count > 0 && status?["conditions"] is not null; // figures come with the first conditions, not before them
        if (writes)
        {
            await source.Statuses.WriteAsync(key.Kind, key.Name, change, cancel);
            await Task.Delay(BetweenWrites, time, cancel);
        }

        book.Looked(key, writes, reading.ChangesAt);
        return writes;
    }

    private (bool IsThere, JsonObject? Status) Find(FigureKey key) => key.Kind switch
    {
        ResourceKind.Endpoint => Find(source.Endpoints, key.Name),
        ResourceKind.Schedule => Find(source.Schedules, key.Name),
        _ => (false, null),
    };

    private static (bool IsThere, JsonObject? Status) Find<T>(ResourceCache<T> cache, ResourceName name)
        where T : class => cache.Find(name) is { } found ? (true, found.Status) : (false, null);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Figures could not be shown: {Problem}. They are looked at again.")]
    private partial void LookFailed(string problem);
}
