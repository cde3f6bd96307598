using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using StackExchange.Redis;

namespace Postrider.Core.Registry;

/// <summary>Writes what was declared: limits to their gates first, then the entry that the dispatchers read.</summary>
internal sealed class RedisRegistryWriter(RedisConnections connections, ScheduleStore schedules, IOptions<RedisOptions> redis, TimeProvider time) : IRegistryWriter
{
    public async Task PutAsync(EndpointDefinition endpoint, CancellationToken cancel)
    {
        var name = new ResourceName(endpoint.Namespace, endpoint.Name);
        await RedisScripts.SetGate.RunAsync(connections.Control.GetDatabase(), Tag(name),
        [
            Lane.EndpointGate(name), endpoint.Limits.Parallelism, endpoint.Limits.Rate, endpoint.Limits.PeriodMs * 1000, endpoint.Suspend ? 1 : 0,
        ]).ConfigureAwait(false);
        await PutAsync("e", name, JsonSerializer.Serialize(endpoint, RegistryJson.Default.EndpointDefinition)).ConfigureAwait(false);
    }

    public Task PutAsync(TopicDefinition topic, CancellationToken cancel) =>
        PutAsync("t", new(topic.Namespace, topic.Name), JsonSerializer.Serialize(topic, RegistryJson.Default.TopicDefinition));

    public async Task PutAsync(ScheduleDefinition schedule, CancellationToken cancel)
    {
        var name = new ResourceName(schedule.Namespace, schedule.Name);
        var json = JsonSerializer.Serialize(schedule, RegistryJson.Default.ScheduleDefinition);
        await schedules.SetAsync(name, GenerationOf(json), json, NextOf(schedule)).ConfigureAwait(false);
        await PutAsync("s", name, json).ConfigureAwait(false);
    }

    public async Task RemoveAsync(ResourceKind kind, ResourceName name, string source, CancellationToken cancel)
    {
        var field = FieldOf(kind);
        string? json = await connections.Control.GetDatabase().HashGetAsync(RedisKeys.Definitions(field), name.ToString()).ConfigureAwait(false);
        if (json is null || SourceOf(json) != source)
        {
            return;
        }

        await PutAsync(field, name, "").ConfigureAwait(false);
        if (kind == ResourceKind.Endpoint)
        {
            await RedisScripts.ForgetGate.RunAsync(connections.Control.GetDatabase(), Tag(name), [Lane.EndpointGate(name)]).ConfigureAwait(false);
        }
        else if (kind == ResourceKind.Schedule)
        {
            await schedules.SetAsync(name, "", "", null).ConfigureAwait(false);
        }
    }

    public async Task<IReadOnlyList<(ResourceKind Kind, ResourceName Name)>> ListAsync(string source, CancellationToken cancel)
    {
        var found = new List<(ResourceKind, ResourceName)>();
        foreach (var kind in Enum.GetValues<ResourceKind>())
        {
            var entries = await connections.Control.GetDatabase().HashGetAllAsync(RedisKeys.Definitions(FieldOf(kind))).ConfigureAwait(false);
            found.AddRange(entries.Where(entry => SourceOf(entry.Value!) == source).Select(entry => (kind, ResourceName.Parse(entry.Name!))));
        }

        return found;
    }

    public async Task MarkCompleteAsync(CancellationToken cancel)
    {
        var database = connections.Control.GetDatabase();
        var marker = Guid.NewGuid().ToString("N");
        await Task.WhenAll(Partitions.Select(partition => database.StringSetAsync(RedisKeys.Declared(partition), marker))).ConfigureAwait(false);
        await database.StringSetAsync(RedisKeys.RegistryComplete, marker, when: When.NotExists).ConfigureAwait(false);
        await connections.Control.GetSubscriber().PublishAsync(RedisKeys.RegistryChannel, "complete").ConfigureAwait(false);
    }

    public async Task<bool> IsCompleteAsync(CancellationToken cancel)
    {
        var database = connections.Control.GetDatabase();
        var found = await Task.WhenAll(
            Partitions.Select(RedisKeys.Declared).Append(RedisKeys.RegistryComplete).Select(key => database.KeyExistsAsync(key))).ConfigureAwait(false);
        return !found.Contains(false);
    }

    public async Task<EndpointFigures> ReadFiguresAsync(ResourceName endpoint, CancellationToken cancel)
    {
        var database = connections.Control.GetDatabase();
        var partition = PartitionOf(endpoint);
        var gate = Lane.EndpointGate(endpoint);
        var slots = database.SetLengthAsync(RedisKeys.Slots(partition, gate));
        var held = await database.HashGetAsync(
            RedisKeys.Figures(partition), [.. "adfc".Select(figure => (RedisValue)$"{gate[1..]}\n{figure}")]).ConfigureAwait(false);
        var (accepted, delivered, failed, cancelled) = ((long)held[0], (long)held[1], (long)held[2], (long)held[3]);
        var inFlight = await slots.ConfigureAwait(false);
        return new(Math.Max(0, accepted - delivered - failed - cancelled - inFlight), inFlight, delivered, failed);
    }

    public Task<ScheduleTimes> ReadTimesAsync(ResourceName schedule, CancellationToken cancel) => schedules.TimesAsync(schedule);

    private async Task PutAsync(string kind, ResourceName name, string json) =>
        await RedisScripts.RegistryPut.RunAsync(connections.Control.GetDatabase(), RedisKeys.RegistryTag, [kind, name.ToString(), json]).ConfigureAwait(false);

    private long? NextOf(ScheduleDefinition schedule)
    {
        if (schedule.Suspend || !CronClock.TryParse(schedule.Cron, schedule.TimeZone, out var clock, out _))
        {
            return null;
        }

        return clock.Next(time.GetUtcNow())?.ToUnixTimeMilliseconds();
    }

    private IEnumerable<int> Partitions => Enumerable.Range(0, redis.Value.Partitions);

    private int PartitionOf(ResourceName name) => Partitioning.PartitionOf(name.Namespace, redis.Value.Partitions);

    private string Tag(ResourceName name) => RedisKeys.Tag(PartitionOf(name));

    private static string GenerationOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, 8));

    private static string FieldOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Endpoint => "e",
        ResourceKind.Topic => "t",
        _ => "s",
    };

    private static string? SourceOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("source", out var source) ? source.GetString() : null;
    }
}
