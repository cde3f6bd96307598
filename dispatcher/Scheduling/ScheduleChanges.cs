using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Scheduling;

/// <summary>Changes that callers of the API make to schedules; what a resource declares they may read, not change.</summary>
internal sealed class ScheduleChanges(ScheduleStore store, ScheduleReader reader, IOptions<LimitsOptions> limits)
{
    private const int Tries = 16; // of changing what others change at the same time

    /// <summary>Makes or replaces schedules of one namespace, all of them or none.</summary>
    /// <returns>Why not; null when it is done, or with <paramref name="onlyAsks"/> could be.</returns>
    public async Task<Refusal?> PutAsync(IReadOnlyList<ScheduleDefinition> schedules, bool onlyAsks = false)
    {
        var answer = await store.PutAsync(schedules, limits.Value.MaxSchedules, onlyAsks).ConfigureAwait(false);
        return RefusalOf(answer, new(schedules[0].Namespace, schedules[answer.Item].Name));
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
            var answer = await store.ReplaceAsync(changed, held.Generation).ConfigureAwait(false);
            if (answer.Code != ScheduleCode.Missing)
            {
                return RefusalOf(answer, name);
            }
        }

        return new(503, $"schedule {name.Name} is being changed; try again");
    }

    public static Refusal NotFound(ResourceName name) => new(404, $"schedule {name.Name} not found");

    private Refusal? RefusalOf(ScheduleAnswer answer, ResourceName name) => answer.Code switch
    {
        ScheduleCode.Owned => new(409, $"Schedule '{name.Name}' of namespace '{name.Namespace}' is declared as a resource (source {answer.Source}) and is changed or removed there only"),
        ScheduleCode.TooMany => new(412, $"quota maxSchedules exceeded, current limit: {limits.Value.MaxSchedules}"),
        ScheduleCode.Missing => NotFound(name),
        _ => null,
    };
}
