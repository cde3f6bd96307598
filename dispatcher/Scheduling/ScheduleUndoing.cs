using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Postrider.Core.Store;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Scheduling;

/// <summary>Undoes changes of schedules whose request is refused after all: at once, or as soon as Redis can be reached again.</summary>
internal sealed partial class ScheduleUndoing(ScheduleStore store, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ScheduleUndoing> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Ends when all is undone, or when it goes on behind the caller's back because Redis is away.</summary>
    public async Task UndoAsync(IReadOnlyList<ScheduleChange> changes)
    {
        var left = await TryAsync(changes).ConfigureAwait(false);
        if (left.Count > 0)
        {
            _ = Task.Run(() => KeepTryingAsync(left));
        }
    }

    private async Task KeepTryingAsync(IReadOnlyList<ScheduleChange> left)
    {
        try
        {
            while (left.Count > 0)
            {
                await Task.Delay(Pause, time, lifetime.ApplicationStopping).ConfigureAwait(false);
                left = await TryAsync(left).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            NotUndone(left.Count);
        }
        catch (Exception exception)
        {
            Broke(exception, left.Count);
        }
    }

    // The last of a name is what stands there.
    private async Task<IReadOnlyList<ScheduleChange>> TryAsync(IReadOnlyList<ScheduleChange> changes)
    {
        for (var position = changes.Count - 1; position >= 0; position--)
        {
            try
            {
                await store.UndoAsync(changes[position]).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                return [.. changes.Take(position + 1)];
            }
        }

        return [];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped before Redis came back: {Count} schedules whose callers were told that they were not stored may be.")]
    private partial void NotUndone(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Schedules could not be undone: {Count}.")]
    private partial void Broke(Exception exception, int count);
}
