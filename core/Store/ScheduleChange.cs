using Postrider.Core.Model;

namespace Postrider.Core.Store;

/// <summary>A schedule that takes the place of what was read before; null = there was none of its name.</summary>
public sealed record ScheduleChange(ScheduleDefinition Schedule, StoredSchedule? Before)
{
    private const string Nothing = "-"; // as set_schedule.lua reads it

    internal string Replaces => Before?.Generation ?? Nothing;
}
