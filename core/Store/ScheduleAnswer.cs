using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>What became of a change to schedules.</summary>
public enum ScheduleCode
{
    Done,

    /// <summary>Another source holds the name; nothing changed.</summary>
    Owned,

    /// <summary>The namespace has as many as it may have; nothing changed.</summary>
    TooMany,

    /// <summary>It is not what was read before, or there is none to remove; nothing changed.</summary>
    Changed,
}

/// <summary>The answer, with which of several it is about, and the source that holds that one.</summary>
public readonly record struct ScheduleAnswer(ScheduleCode Code, int Item, string Source)
{
    internal static ScheduleAnswer From(RedisResult answer)
    {
        var parts = (RedisResult[])answer!;
        return new((ScheduleCode)(int)parts[0], (int)parts[1], (string)parts[2]!);
    }
}
