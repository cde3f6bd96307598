using System.Text.Json;
using Microsoft.Extensions.Options;
using Postrider.Core.Fencing;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using StackExchange.Redis;

namespace Postrider.Core.Registry;

/// <summary>
/// Writes what was declared. A name belongs to the source that declared it first. What the parts of a resource are, besides the entry in the
/// registry, lives in other hash slots: whatever a crash leaves half done, the entry shows that it is there to be repaired or removed.
/// </summary>
internal sealed class RedisRegistryWriter(
    RedisConnections connections, FencedScripts scripts, ScheduleStore schedules, IOptions<RedisOptions> redis) : IRegistryWriter
{
    private const int ClaimMs = 10_000; // longer than all commands that it covers may take together
    private readonly RegistryMarker marker = new(connections, scripts, redis);

    // Limits come before the entry, or else a dispatcher could start without them, and what they let go comes after it, or else that would go
    // where the entry before said. The claim has made sure that they are not another source's.
    public async Task<string?> PutAsync(EndpointDefinition endpoint, CancellationToken cancel)
    {
        var name = new ResourceName(endpoint.Namespace, endpoint.Name);
        if (await ClaimAsync("e", name, endpoint.Source).ConfigureAwait(false) is { } other)
        {
            return other;
        }

        await SetGateAsync(name, endpoint, RedisValue.EmptyString).ConfigureAwait(false);
        if (await PutAsync("e", name, endpoint.Source, JsonSerializer.Serialize(endpoint, RegistryJson.Default.EndpointDefinition)).ConfigureAwait(false) is { } taken)
        {
            return taken;
        }

        await SetGateAsync(name, endpoint, await ReadVersionAsync().ConfigureAwait(false)).ConfigureAwait(false);
        return null;
    }

    public Task<string?> PutAsync(TopicDefinition topic, CancellationToken cancel) =>
        PutAsync("t", new(topic.Namespace, topic.Name), topic.Source, JsonSerializer.Serialize(topic, RegistryJson.Default.TopicDefinition));

    // The entry comes first: a Schedule without one would fire for ever, for nobody would know that it is there. Where the schedule
    // itself stands it is decided whose the name is, for what the API made stands only there.
    public async Task<string?> PutAsync(ScheduleDefinition schedule, CancellationToken cancel)
    {
        var name = new ResourceName(schedule.Namespace, schedule.Name);
        if (await schedules.SourceOfAsync(name).ConfigureAwait(false) is { } holder && holder != schedule.Source)
        {
            return holder;
        }

        var json = JsonSerializer.Serialize(schedule, RegistryJson.Default.ScheduleDefinition);
        if (await PutAsync("s", name, schedule.Source, json).ConfigureAwait(false) is { } other)
        {
            return other;
        }

        var answer = await schedules.PutAsync([schedule]).ConfigureAwait(false);
        if (answer.Code != ScheduleCode.Owned)
        {
            return null;
        }

        await PutAsync("s", name, schedule.Source, "").ConfigureAwait(false);
        return answer.Source;
    }

    public async Task RemoveAsync(ResourceKind kind, ResourceName name, string source, CancellationToken cancel)
    {
        var field = FieldOf(kind);
        if (!await connections.Control.GetDatabase().HashExistsAsync(RedisKeys.Definitions(field), name.ToString()).ConfigureAwait(false)
            || await ClaimAsync(field, name, source).ConfigureAwait(false) is not null)
        {
            return;
        }

        if (kind == ResourceKind.Endpoint)
        {
            await ForgetGateAsync(name, RedisValue.EmptyString).ConfigureAwait(false);
        }
        else if (kind == ResourceKind.Schedule)
        {
            await schedules.RemoveAsync(name, source).ConfigureAwait(false);
        }

        if (await PutAsync(field, name, source, "").ConfigureAwait(false) is null && kind == ResourceKind.Endpoint)
        {
            await ForgetGateAsync(name, await ReadVersionAsync().ConfigureAwait(false)).ConfigureAwait(false);
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

    public Task<string> MarkCompleteAsync(CancellationToken cancel) => marker.SetAsync();

    public Task<string?> ReadMarkerAsync(CancellationToken cancel) => marker.ReadAsync();

    public async Task<EndpointFigures> ReadFiguresAsync(ResourceName endpoint, CancellationToken cancel)
    {
        var database = connections.Control.GetDatabase();
        var partition = PartitionOf(endpoint);
        var gate = MessageRoute.EndpointGate(endpoint);
        var slots = database.SetLengthAsync(RedisKeys.Slots(partition, gate));
        var held = await database.HashGetAsync(
            RedisKeys.Figures(partition), [.. "adfc".Select(figure => (RedisValue)$"{gate[1..]}\n{figure}")]).ConfigureAwait(false);
        var (accepted, delivered, failed, cancelled) = ((long)held[0], (long)held[1], (long)held[2], (long)held[3]);
        var inFlight = await slots.ConfigureAwait(false);
        return new(Math.Max(0, accepted - delivered - failed - cancelled - inFlight), inFlight, delivered, failed);
    }

    public Task<ScheduleTimes> ReadTimesAsync(ResourceName schedule, string source, CancellationToken cancel) => schedules.TimesAsync(schedule, source);

    private async Task<RedisValue> ReadVersionAsync() => (long)await connections.Control.GetDatabase().StringGetAsync(RedisKeys.RegistryVersion).ConfigureAwait(false);

    private Task ForgetGateAsync(ResourceName name, RedisValue version) => scripts.RunAsync(RedisScripts.ForgetGate, Tag(name), MessageRoute.EndpointGate(name), version);

    private Task SetGateAsync(ResourceName name, EndpointDefinition endpoint, RedisValue version) => scripts.RunAsync(
        RedisScripts.SetGate, Tag(name), MessageRoute.EndpointGate(name), endpoint.Limits.Parallelism, endpoint.Limits.Rate,
        endpoint.Limits.PeriodMs * 1000, endpoint.Suspend ? 1 : 0, version);

    private Task<string?> ClaimAsync(string kind, ResourceName name, string source) =>
        OtherOwnerAsync(RedisScripts.RegistryClaim, source, [kind, name.ToString(), source, ClaimMs]);

    private Task<string?> PutAsync(string kind, ResourceName name, string source, string json) =>
        OtherOwnerAsync(RedisScripts.RegistryPut, source, [kind, name.ToString(), source, json]);

    private async Task<string?> OtherOwnerAsync(RedisScript script, string source, RedisValue[] arguments)
    {
        var owner = (string?)await scripts.RunAsync(script, RedisKeys.RegistryTag, arguments).ConfigureAwait(false);
        return owner == source ? null : owner;
    }

    private int PartitionOf(ResourceName name) => Partitioning.PartitionOf(name.Namespace, redis.Value.Partitions);

    private string Tag(ResourceName name) => RedisKeys.Tag(PartitionOf(name));

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
