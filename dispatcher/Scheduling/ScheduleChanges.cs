using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Scheduling;

/// <summary>Changes that callers of the API make to schedules; what a resource declares they may read, not change.</summary>
internal sealed class ScheduleChanges(
    ScheduleStore store, ScheduleReader reader, QueueStore queues, ScheduleUndoing undoing, IOptions<LimitsOptions> limits, IOptions<QueueLimits> queueLimits)
{
    private const int Tries = 16; // of changing what others change at the same time
    private const int Piece = 32; // definitions hold bodies

    /// <summary>Makes or replaces schedules of one namespace, all of them or none.</summary>
    /// <returns>What can be undone, or why nothing was changed.</returns>
    public async Task<(IReadOnlyList<ScheduleChange>? Changes, Refusal? Refusal)> PutAsync(IReadOnlyList<ScheduleDefinition> schedules)
    {
        if (!await HaveQueuesAsync(schedules).ConfigureAwait(false))
        {
            return (null, QueueQuota.Refuse(queueLimits.Value));
        }

        for (var tries = 0; tries < Tries; tries++)
        {
            var changes = await ReadAsync(schedules).ConfigureAwait(false);
            var answer = await PutAsync(changes).ConfigureAwait(false);
            if (answer.Code != ScheduleCode.Changed)
            {
                return RefusalOf(answer, NameOf(schedules[answer.Item])) is { } refusal ? (null, refusal) : (changes, null);
            }
        }

        return (null, Contended(NameOf(schedules[0])));
    }

    /// <summary>Removes a schedule. What it sent goes on.</summary>
    public async Task<Refusal?> DeleteAsync(ResourceName name) => RefusalOf(await store.RemoveAsync(name, DefinitionSource.Api).ConfigureAwait(false), name);

    /// <summary>Has a schedule fire no more for a time, or again; what was due meanwhile is not made up for.</summary>
    public async Task<Refusal?> PauseAsync(ResourceName name, bool paused)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await reader.GetAsync(name).ConfigureAwait(false) is not { } held)
            {
                return NotFound(name);
            }

            var changed = held.Definition with { Suspend = paused, Source = DefinitionSource.Api };
            var answer = await store.PutAsync([new ScheduleChange(changed, held)]).ConfigureAwait(false);
            if (answer.Code != ScheduleCode.Changed)
            {
                return RefusalOf(answer, name);
            }
        }

        return Contended(name);
    }

    public static Refusal NotFound(ResourceName name) => new(404, $"schedule {name.Name} not found");

    // What Redis did not answer may be there: the caller is told that it is not.
    private async Task<ScheduleAnswer> PutAsync(IReadOnlyList<ScheduleChange> changes)
    {
        try
        {
            return await store.PutAsync(changes, limits.Value.MaxSchedules).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            await undoing.UndoAsync(changes).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<IReadOnlyList<ScheduleChange>> ReadAsync(IReadOnlyList<ScheduleDefinition> schedules)
    {
        var changes = new List<ScheduleChange>(schedules.Count);
        foreach (var piece in schedules.Chunk(Piece))
        {
            changes.AddRange(await Task.WhenAll(piece.Select(async schedule => new ScheduleChange(schedule, await reader.GetAsync(NameOf(schedule)).ConfigureAwait(false)))).ConfigureAwait(false));
        }

        return changes;
    }

    // A queue is made by the first message for it. One that could not be made then is better refused now.
    private async Task<bool> HaveQueuesAsync(IReadOnlyList<ScheduleDefinition> schedules)
    {
        foreach (var owned in schedules.Select(MessageTemplate.Of).Where(message => message.Queue is not null).GroupBy(message => message.Namespace))
        {
            if (!await queues.MakeAsync(owned.Key, [.. owned.Select(message => message.Queue!).Distinct()], onlyAsks: true).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private static ResourceName NameOf(ScheduleDefinition schedule) => new(schedule.Namespace, schedule.Name);

    private static Refusal Contended(ResourceName name) => new(503, $"schedule {name.Name} is being changed; try again");

    private Refusal? RefusalOf(ScheduleAnswer answer, ResourceName name) => answer.Code switch
    {
        ScheduleCode.Owned => new(409, $"Schedule '{name.Name}' of namespace '{name.Namespace}' is declared as a resource (source {answer.Source}) and is changed or removed there only"),
        ScheduleCode.TooMany => new(412, $"quota maxSchedules exceeded, current limit: {limits.Value.MaxSchedules}"),
        ScheduleCode.Changed => NotFound(name),
        _ => null,
    };
}
