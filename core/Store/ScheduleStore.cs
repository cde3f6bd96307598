using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Postrider.Core.Fencing;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>A schedule that is due, as it was read; firing is refused when it changed since.</summary>
public sealed record DueSchedule(ScheduleDefinition Definition, string Generation, long NominalMs);

/// <summary>What a firing does: the nominal time that fires (null when it was missed for good), the next one (null = never again), and what it sends.</summary>
public sealed record Firing(long? FiredMs, long? NextMs, IReadOnlyList<NewMessage> Messages)
{
    /// <summary>Why it sends nothing.</summary>
    public string? Error { get; init; }
}

/// <summary>What became of a firing.</summary>
public enum FiringOutcome
{
    /// <summary>Another worker was first, or the schedule changed.</summary>
    Lost,
    Fired,

    /// <summary>Refused: it would make a queue, and as many as allowed exist in the namespace.</summary>
    TooManyQueues,
}

/// <summary>Declares and fires schedules. What a schedule is stands in one place, so every change of one is a single step.</summary>
public sealed class ScheduleStore(
    RedisConnections connections, FencedScripts scripts, IOptions<RedisOptions> redis, IOptions<QueueLimits> queues, TimeProvider time)
{
    private IDatabase Database => connections.Control.GetDatabase();

    /// <summary>The schedule with its next nominal time; null when it is gone or has none.</summary>
    public async Task<DueSchedule?> GetDueAsync(int partition, string uid)
    {
        var held = await Database.HashGetAsync(RedisKeys.Schedule(partition, uid), ["def", "gen", "next"]).ConfigureAwait(false);
        return held[0].IsNull || held[2].IsNullOrEmpty
            ? null
            : new(JsonSerializer.Deserialize((string)held[0]!, RegistryJson.Default.ScheduleDefinition)!, held[1]!, (long)held[2]);
    }

    /// <summary>Stores the messages of one firing together with the next time.</summary>
    public async Task<FiringOutcome> FireAsync(int partition, DueSchedule schedule, Firing firing)
    {
        if (await SendElsewhereAsync(partition, firing.Messages).ConfigureAwait(false) is not { } here)
        {
            return FiringOutcome.TooManyQueues;
        }

        RedisValue[] about =
        [
            $"{schedule.Definition.Namespace}/{schedule.Definition.Name}", schedule.Generation, schedule.NominalMs,
            Text(firing.NextMs), Text(firing.FiredMs), firing.Error ?? "",
        ];
        return (FiringOutcome)(int)await RedisScripts.Fire.RunAsync(Database, RedisKeys.Tag(partition), [.. about, .. Items(here)]).ConfigureAwait(false);
    }

    /// <summary>Lets a due schedule that cannot fire yet stand back for 1 to 10 s, the longer the later it is; others that are due come first.</summary>
    public Task PostponeAsync(int partition, string uid, string reason) => RedisScripts.Postpone.RunAsync(Database, RedisKeys.Tag(partition), [uid, reason]);

    /// <summary>Declares schedules of one source and namespace, all of them or none.</summary>
    /// <param name="schedules">At least one.</param>
    /// <param name="most">Most that the namespace may have then, however they were made; null = any number. Replacing one is always possible.</param>
    public Task<ScheduleAnswer> PutAsync(IReadOnlyList<ScheduleDefinition> schedules, int? most = null) =>
        PutAsync(schedules[0], schedules.Select(schedule => ScheduleEntry.Of(schedule, time.GetUtcNow()).Arguments(null)), most);

    /// <summary>The same, but only in the place of what was read before.</summary>
    public Task<ScheduleAnswer> PutAsync(IReadOnlyList<ScheduleChange> changes, int? most = null) =>
        PutAsync(changes[0].Schedule, changes.Select(change => ScheduleEntry.Of(change.Schedule, time.GetUtcNow()).Arguments(change.Replaces)), most);

    /// <summary>Makes the change undone, unless somebody changed the schedule again.</summary>
    public Task<ScheduleAnswer> UndoAsync(ScheduleChange change)
    {
        var (now, schedule) = (time.GetUtcNow(), change.Schedule);
        var made = ScheduleEntry.Of(schedule, now).Generation;
        return change.Before is { } before
            ? PutAsync(schedule, [(ScheduleEntry.Of(before.Definition, now) with { NextMs = before.NextMs }).Arguments(made)], null)
            : RemoveAsync(new(schedule.Namespace, schedule.Name), schedule.Source, made);
    }

    /// <summary>Removes the schedule if <paramref name="source"/> made it.</summary>
    public Task<ScheduleAnswer> RemoveAsync(ResourceName name, string source) => RemoveAsync(name, source, "");

    /// <summary>The source that holds the name; null when it is free.</summary>
    public async Task<string?> SourceOfAsync(ResourceName name) => await Database.HashGetAsync(Key(name), "src").ConfigureAwait(false);

    internal async Task<ScheduleTimes> TimesAsync(ResourceName name, string source)
    {
        var held = await Database.HashGetAsync(Key(name), ["last", "next", "src"]).ConfigureAwait(false);
        return held[2] == source ? new(Time(held[0]), Time(held[1])) : default;
    }

    internal async Task<ScheduleAnswer> PutAsync(ScheduleDefinition first, IEnumerable<IEnumerable<RedisValue>> items, int? most) => ScheduleAnswer.From(
        await scripts.RunAsync(RedisScripts.SetSchedule, Tag(first.Namespace), [first.Source, most ?? RedisValue.EmptyString, .. items.SelectMany(item => item)]).ConfigureAwait(false));

    private async Task<ScheduleAnswer> RemoveAsync(ResourceName name, string source, string generation) => ScheduleAnswer.From(
        await scripts.RunAsync(RedisScripts.ForgetSchedule, Tag(name.Namespace), name.ToString(), source, generation).ConfigureAwait(false));

    // An Endpoint or Topic of another namespace owns what is sent to it, and lives elsewhere. Its messages come first: whoever is
    // interrupted here sends them again, under the same ids. Those that stay; null when they need a queue too many.
    private async Task<IReadOnlyList<NewMessage>?> SendElsewhereAsync(int partition, IReadOnlyList<NewMessage> messages)
    {
        foreach (var elsewhere in messages.Where(message => message.Message.Id.Partition != partition).GroupBy(message => message.Message.Id.Partition))
        {
            if ((int)await RedisScripts.Send.RunAsync(Database, RedisKeys.Tag(elsewhere.Key), [.. Items([.. elsewhere])]).ConfigureAwait(false) == 0)
            {
                return null;
            }
        }

        return [.. messages.Where(message => message.Message.Id.Partition == partition)];
    }

    private List<RedisValue> Items(IReadOnlyList<NewMessage> messages)
    {
        var arguments = new List<RedisValue> { queues.Value.MaxQueues, messages.Count };
        foreach (var message in messages)
        {
            message.AppendArguments(arguments);
        }

        return arguments;
    }

    private RedisKey Key(ResourceName name) => RedisKeys.Schedule(PartitionOf(name.Namespace), name.ToString());

    private string Tag(string ns) => RedisKeys.Tag(PartitionOf(ns));

    private int PartitionOf(string ns) => Partitioning.PartitionOf(ns, redis.Value.Partitions);

    private static string Text(long? ms) => ms?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static DateTimeOffset? Time(RedisValue ms) => ms.IsNullOrEmpty ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)ms);
}
