using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Events;
using Postrider.Dispatcher.Hosting;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Scheduling;

/// <summary>Fires one due schedule: the workers race, and the script lets one win per nominal time.</summary>
internal sealed partial class ScheduleRunner(
    ScheduleStore schedules, RegistryReader registry, EventLog events, DispatcherMetrics metrics, IOptions<RedisOptions> redis, IOptions<QueueLimits> queues,
    IHostEnvironment environment, ILogger<ScheduleRunner> logger)
{
    private const string NotKnown = "the declared Topics are still being written";
    private const string Broke = "it could not be fired; a worker's log says why";
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Fires what is due at <paramref name="now"/>, Redis' time; returns when to look at the partition again. A schedule that cannot be fired
    /// stops neither the loop nor others.
    /// </summary>
    public async Task<TimeSpan> FireAsync(int partition, string uid, DateTimeOffset now)
    {
        try
        {
            if (await WhyNotAsync(partition, uid, now).ConfigureAwait(false) is { } reason)
            {
                await schedules.PostponeAsync(partition, uid, reason).ConfigureAwait(false);
            }

            return TimeSpan.Zero;
        }
        catch (Exception exception)
        {
            // Redis could not be asked, or would not let it stand back: whoever called is to look again, whatever it was.
            FiringFailed(uid, exception.Message);
            return AfterFailure;
        }
    }

    // Null when there is nothing left to fire.
    private async Task<string?> WhyNotAsync(int partition, string uid, DateTimeOffset now)
    {
        try
        {
            // Another worker may have fired it since it was due: what is read then is its next time, and that is still to come.
            return await schedules.GetDueAsync(partition, uid).ConfigureAwait(false) is { } due && due.NominalMs <= now.ToUnixTimeMilliseconds()
                ? await WhyNotAsync(partition, uid, due, now).ConfigureAwait(false)
                : null;
        }
        catch (Exception exception) when (!RedisTrouble.IsTransient(exception))
        {
            ScheduleBroke(exception, uid);
            return Broke;
        }
    }

    private async Task<string?> WhyNotAsync(int partition, string uid, DueSchedule due, DateTimeOffset now)
    {
        if (await RegistryForAsync(due.Definition).ConfigureAwait(false) is not { } known)
        {
            return NotKnown;
        }

        if (!CronClock.TryParse(due.Definition.Cron, due.Definition.TimeZone, out var clock, out var error))
        {
            FiringFailed(uid, error);
            await schedules.FireAsync(partition, due, new(null, null, [])).ConfigureAwait(false);
            return null;
        }

        var plan = FiringPlan.Make(due, clock, now);
        var firing = plan.Fires ? FiringOf(due, plan, now, known) : new(null, plan.NextMs, []);
        var outcome = await schedules.FireAsync(partition, due, firing).ConfigureAwait(false);
        if (outcome == FiringOutcome.TooManyQueues)
        {
            firing = firing with { Messages = [], Error = QueueQuota.Exceeded(queues.Value) };
            outcome = await schedules.FireAsync(partition, due, firing).ConfigureAwait(false);
        }

        if (outcome == FiringOutcome.Fired)
        {
            Tell(uid, due, plan, firing);
        }

        return null;
    }

    private void Tell(string uid, DueSchedule due, FiringPlan plan, Firing firing)
    {
        Array.ForEach([.. firing.Messages], message => events.Created(message.Message));
        if (plan.Fires)
        {
            metrics.CountFired();
        }
        else
        {
            metrics.CountMissed();
            FiringMissed(uid, due.NominalMs);
        }
    }

    // A subscriber of the last moment gets its copy. While the registry is not complete nobody can tell a Topic that is gone from one that
    // is still to come, but one that the API made stands there already. In development there need be no operator that completes it.
    private async Task<RegistrySnapshot?> RegistryForAsync(ScheduleDefinition schedule)
    {
        if (schedule.Topic is null)
        {
            return registry.Current;
        }

        await registry.RefreshAsync().ConfigureAwait(false);
        var known = registry.Current;
        if (known.Complete is not null)
        {
            return known;
        }

        var name = new ResourceName(schedule.Owner ?? schedule.Namespace, schedule.Topic);
        return await registry.ReadTopicAsync(name).ConfigureAwait(false) is { IsMadeByApi: true } topic ? known with { Topics = known.Topics.SetItem(name, topic) }
            : environment.IsDevelopment() && !known.WasComplete ? known
            : null;
    }

    private Firing FiringOf(DueSchedule due, FiringPlan plan, DateTimeOffset now, RegistrySnapshot known)
    {
        var messages = ScheduledMessages.Make(due.Definition, due.Generation, plan.NominalMs, now, known, redis.Value.Partitions);
        return new(plan.NominalMs, plan.NextMs, messages) { Error = messages.Count > 0 ? null : $"Topic '{due.Definition.Topic}' is gone or has no subscribers" };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {Schedule} not fired: {Reason}")]
    private partial void FiringFailed(string schedule, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Schedule {Schedule} broke.")]
    private partial void ScheduleBroke(Exception exception, string schedule);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {Schedule} missed its firing of {NominalMs}: later than its starting deadline.")]
    private partial void FiringMissed(string schedule, long nominalMs);
}
