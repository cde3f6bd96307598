using System.Collections.Concurrent;

namespace Postrider.Dispatcher.Delivery;

/// <summary>Has schedules of one partition fired beside its deliveries, each by one at a time.</summary>
internal sealed class DueSchedules(int partition, Func<int, string, DateTimeOffset, Task<TimeSpan>> fire)
{
    private readonly ConcurrentDictionary<string, bool> firing = new(StringComparer.Ordinal);

    /// <summary>Fires the schedule, if that is not under way; <paramref name="ended"/> is told after which time its partition is to be looked at again.</summary>
    public void Fire(string schedule, DateTimeOffset now, Action<TimeSpan> ended)
    {
        if (firing.TryAdd(schedule, true))
        {
            _ = Task.Run(async () =>
            {
                var pause = await fire(partition, schedule, now).ConfigureAwait(false);
                firing.TryRemove(schedule, out _);
                ended(pause);
            });
        }
    }
}
