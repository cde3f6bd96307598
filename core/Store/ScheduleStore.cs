using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>A schedule that is due, as it was read; firing is refused when it changed since.</summary>
public sealed record DueSchedule(ScheduleDefinition Definition, string Generation, long NominalMs);

/// <summary>Declares and fires schedules.</summary>
public sealed class ScheduleStore(RedisConnections connections, IOptions<RedisOptions> redis)
{
    /// <summary>The schedule with its next nominal time; null when it is gone or has none.</summary>
    public async Task<DueSchedule?> GetDueAsync(int partition, string uid)
    {
        var held = await connections.Control.GetDatabase().HashGetAsync(RedisKeys.Schedule(partition, uid), ["def", "gen", "next"]).ConfigureAwait(false);
        return held[0].IsNull || held[2].IsNullOrEmpty
            ? null
            : new(JsonSerializer.Deserialize((string)held[0]!, RegistryJson.Default.ScheduleDefinition)!, held[1]!, (long)held[2]);
    }

    /// <summary>Stores the messages of one firing together with the next time; false when another worker was first.</summary>
    /// <param name="partition">Where the schedule lives.</param>
    /// <param name="schedule">The schedule as it was read.</param>
    /// <param name="nextMs">Next nominal time, unix ms; null = never again.</param>
    /// <param name="firedMs">The nominal time that fires; null when it was missed for good.</param>
    /// <param name="messages">What it sends.</param>
    public async Task<bool> FireAsync(int partition, DueSchedule schedule, long? nextMs, long? firedMs, IReadOnlyList<NewMessage> messages)
    {
        var arguments = new List<RedisValue>
        {
            $"{schedule.Definition.Namespace}/{schedule.Definition.Name}", schedule.Generation, schedule.NominalMs, Text(nextMs), Text(firedMs), messages.Count,
        };
        foreach (var message in messages)
        {
            message.AppendArguments(arguments);
        }

        return (int)await RedisScripts.Fire.RunAsync(connections.Control.GetDatabase(), RedisKeys.Tag(partition), [.. arguments]).ConfigureAwait(false) == 1;
    }

    /// <summary>Declares a schedule; an unchanged generation leaves its next firing alone.</summary>
    internal async Task SetAsync(ResourceName name, string generation, string definition, long? nextMs) =>
        await RedisScripts.SetSchedule.RunAsync(
            connections.Control.GetDatabase(), RedisKeys.Tag(PartitionOf(name)), [name.ToString(), generation, definition, Text(nextMs)]).ConfigureAwait(false);

    internal async Task<ScheduleTimes> TimesAsync(ResourceName name)
    {
        var held = await connections.Control.GetDatabase()
            .HashGetAsync(RedisKeys.Schedule(PartitionOf(name), name.ToString()), ["last", "next"]).ConfigureAwait(false);
        return new(Time(held[0]), Time(held[1]));
    }

    private int PartitionOf(ResourceName name) => Partitioning.PartitionOf(name.Namespace, redis.Value.Partitions);

    private static string Text(long? ms) => ms?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static DateTimeOffset? Time(RedisValue ms) => ms.IsNullOrEmpty ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)ms);
}
