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

/// <summary>Declares and fires schedules. What a schedule is stands in one place, so every change of one is a single step.</summary>
public sealed class ScheduleStore(RedisConnections connections, FencedScripts scripts, IOptions<RedisOptions> redis, TimeProvider time)
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

    /// <summary>Stores the messages of one firing together with the next time; false when another worker was first.</summary>
    public async Task<bool> FireAsync(int partition, DueSchedule schedule, Firing firing)
    {
        var here = await SendElsewhereAsync(partition, firing.Messages).ConfigureAwait(false);
        var arguments = new List<RedisValue>
        {
            $"{schedule.Definition.Namespace}/{schedule.Definition.Name}", schedule.Generation, schedule.NominalMs,
            Text(firing.NextMs), Text(firing.FiredMs), firing.Error ?? "", here.Count,
        };
        foreach (var message in here)
        {
            message.AppendArguments(arguments);
        }

        return (int)await RedisScripts.Fire.RunAsync(Database, RedisKeys.Tag(partition), [.. arguments]).ConfigureAwait(false) == 1;
    }

    /// <summary>Declares schedules of one source and namespace, all of them or none.</summary>
    /// <param name="schedules">At least one.</param>
    /// <param name="most">Most that the namespace may have then, however they were made; null = any number. Replacing one is always possible.</param>
    /// <param name="onlyAsks">Changes nothing, and says what would come of it.</param>
    public async Task<ScheduleAnswer> PutAsync(IReadOnlyList<ScheduleDefinition> schedules, int? most = null, bool onlyAsks = false)
    {
        var now = time.GetUtcNow();
        RedisValue[] arguments =
        [
            schedules[0].Source, most ?? RedisValue.EmptyString, onlyAsks ? 1 : 0,
            .. schedules.SelectMany(schedule => ScheduleEntry.Of(schedule, now).Arguments(null)),
        ];
        return ScheduleAnswer.From(await scripts.RunAsync(RedisScripts.SetSchedule, Tag(schedules[0].Namespace), arguments).ConfigureAwait(false));
    }

    /// <summary>Puts <paramref name="schedule"/> in the place of what was read as <paramref name="generation"/>, unless that changed meanwhile.</summary>
    public Task<ScheduleAnswer> ReplaceAsync(ScheduleDefinition schedule, string generation) => SetAsync(schedule.Source, schedule.Namespace, ScheduleEntry.Of(schedule, time.GetUtcNow()), generation);

    /// <summary>Removes the schedule if <paramref name="source"/> made it.</summary>
    public async Task<ScheduleAnswer> RemoveAsync(ResourceName name, string source) => ScheduleAnswer.From(
        await scripts.RunAsync(RedisScripts.ForgetSchedule, Tag(name.Namespace), name.ToString(), source).ConfigureAwait(false));

    /// <summary>The source that holds the name; null when it is free.</summary>
    public async Task<string?> SourceOfAsync(ResourceName name) => await Database.HashGetAsync(Key(name), "src").ConfigureAwait(false);

    internal async Task<ScheduleAnswer> SetAsync(string source, string ns, ScheduleEntry entry, string? replaces) => ScheduleAnswer.From(
        await scripts.RunAsync(RedisScripts.SetSchedule, Tag(ns), [source, "", 0, .. entry.Arguments(replaces)]).ConfigureAwait(false));

    internal async Task<ScheduleTimes> TimesAsync(ResourceName name)
    {
        var held = await Database.HashGetAsync(Key(name), ["last", "next"]).ConfigureAwait(false);
        return new(Time(held[0]), Time(held[1]));
    }

    // An Endpoint or Topic of another namespace owns what is sent to it, and lives elsewhere. Its messages come first: whoever is
    // interrupted here sends them again, under the same ids.
    private async Task<IReadOnlyList<NewMessage>> SendElsewhereAsync(int partition, IReadOnlyList<NewMessage> messages)
    {
        foreach (var elsewhere in messages.Where(message => message.Message.Id.Partition != partition).GroupBy(message => message.Message.Id.Partition))
        {
            var arguments = new List<RedisValue> { elsewhere.Count() };
            foreach (var message in elsewhere)
            {
                message.AppendArguments(arguments);
            }

            await RedisScripts.Send.RunAsync(Database, RedisKeys.Tag(elsewhere.Key), [.. arguments]).ConfigureAwait(false);
        }

        return [.. messages.Where(message => message.Message.Id.Partition == partition)];
    }

    private RedisKey Key(ResourceName name) => RedisKeys.Schedule(PartitionOf(name.Namespace), name.ToString());

    private string Tag(string ns) => RedisKeys.Tag(PartitionOf(ns));

    private int PartitionOf(string ns) => Partitioning.PartitionOf(ns, redis.Value.Partitions);

    private static string Text(long? ms) => ms?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static DateTimeOffset? Time(RedisValue ms) => ms.IsNullOrEmpty ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)ms);
}
