using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using Postrider.Core.Waiting;
using StackExchange.Redis;

namespace Postrider.Core.Registry;

/// <summary>Keeps a snapshot of the registry: signalled at each change, and read every 2 s in case a signal was lost.</summary>
public sealed partial class RegistryReader(RedisConnections connections, ILogger<RegistryReader> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private const int MaxIncrement = 1000; // beyond it everything is read anew
    private static readonly TimeSpan ReachPause = TimeSpan.FromMilliseconds(20);
    private readonly Signal changed = new();
    private readonly RepeatedFailure failure = new(TimeProvider.System);
    private readonly Lock reachGate = new();
    private readonly Lock lookGate = new();
    private Task looking = Task.CompletedTask;
    private Task? nextLook;
    private Task reaching = Task.CompletedTask;
    private long reachedAt;
    private RegistrySnapshot current = RegistrySnapshot.Empty;

    public RegistrySnapshot Current => Volatile.Read(ref current);

    /// <summary>Reads one Endpoint from Redis itself: only that proves it gone, a snapshot may be behind.</summary>
    public Task<EndpointDefinition?> ReadEndpointAsync(ResourceName name) => ReadAsync("e", name, RegistryJson.Default.EndpointDefinition);

    /// <summary>Reads one Topic from Redis itself.</summary>
    public Task<TopicDefinition?> ReadTopicAsync(ResourceName name) => ReadAsync("t", name, RegistryJson.Default.TopicDefinition);

    /// <summary>Reads one Schedule from Redis itself.</summary>
    public Task<ScheduleDefinition?> ReadScheduleAsync(ResourceName name) => ReadAsync("s", name, RegistryJson.Default.ScheduleDefinition);

    /// <summary>Whether Redis says now that the registry is complete.</summary>
    public async Task<bool> IsCompleteAsync() =>
        await connections.Control.GetDatabase().KeyExistsAsync(RedisKeys.RegistryComplete).ConfigureAwait(false);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await connections.Control.GetSubscriber().SubscribeAsync(RedisKeys.RegistryChannel, (_, _) => changed.Set(), CommandFlags.FireAndForget).ConfigureAwait(false);
        connections.Control.ConnectionRestored += (_, _) => changed.Set();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RefreshAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                ReadFailed(failure.Level(), RedisTrouble.Sentence(exception));
            }

            await changed.WaitAsync(Interval, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Brings the snapshot up to a version that was there before the call. Those who come together share one look, and looks have a pause
    /// between them: a registry that came back older never gets there.
    /// </summary>
    public async ValueTask ReachAsync(long version)
    {
        const int looks = 2; // the first may have begun before that version was there
        for (var look = 0; look < looks && Current.Version < version; look++)
        {
            await LookSoonAsync().ConfigureAwait(false);
        }
    }

    private Task LookSoonAsync()
    {
        lock (reachGate)
        {
            return reaching.IsCompleted ? reaching = AfterPauseAsync() : reaching;
        }
    }

    private async Task AfterPauseAsync()
    {
        if (ReachPause - TimeProvider.System.GetElapsedTime(reachedAt) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest).ConfigureAwait(false);
        }

        reachedAt = TimeProvider.System.GetTimestamp();
        await RefreshAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Brings the snapshot up to what Redis held at this moment or later. Without the marker the last one is kept: what was declared is still
    /// being written. Looks come one after the other, so that an older one never ends after a newer; who comes during one shares the next.
    /// </summary>
    public Task RefreshAsync()
    {
        lock (lookGate)
        {
            return nextLook ??= Task.Run(LookAsync);
        }
    }

    private async Task LookAsync()
    {
        await BeforeAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (lookGate)
        {
            (looking, nextLook) = (nextLook!, null);
        }

        await RefreshNowAsync(connections.Control.GetDatabase()).ConfigureAwait(false);
    }

    private Task BeforeAsync()
    {
        lock (lookGate) // whoever asked for this look has it noted by now
        {
            return looking;
        }
    }

    private async Task RefreshNowAsync(IDatabase database)
    {
        var held = await database.StringGetAsync([RedisKeys.RegistryVersion, RedisKeys.RegistryComplete, RedisKeys.SigningVersion, RedisKeys.RegistrySeen]).ConfigureAwait(false);
        var (version, complete) = ((long)held[0], (string?)held[1]);
        var known = Current with { Signing = await SealedSigningKeys.ReadAsync(database, Current.Signing, held[2]).ConfigureAwait(false) };
        if (complete is null)
        {
            known = known with { Complete = null };
        }
        else if (complete != known.Complete || version < known.Version || version - known.Version > MaxIncrement)
        {
            known = await ReadAllAsync(database, version, complete).ConfigureAwait(false) with { Signing = known.Signing };
        }
        else if (version > known.Version)
        {
            known = await ReadChangesAsync(database, known, version).ConfigureAwait(false);
        }

        Volatile.Write(ref current, known with { WasComplete = Current.WasComplete || complete is not null || !held[3].IsNull });
    }

    private async Task<T?> ReadAsync<T>(string kind, ResourceName name, JsonTypeInfo<T> type)
        where T : class
    {
        string? json = await connections.Control.GetDatabase().HashGetAsync(RedisKeys.Definitions(kind), name.ToString()).ConfigureAwait(false);
        return json is null ? null : JsonSerializer.Deserialize(json, type);
    }

    private async Task<RegistrySnapshot> ReadAllAsync(IDatabase database, long version, string complete)
    {
        var endpoints = await database.HashGetAllAsync(RedisKeys.Definitions("e")).ConfigureAwait(false);
        var topics = await database.HashGetAllAsync(RedisKeys.Definitions("t")).ConfigureAwait(false);
        var snapshot = new RegistrySnapshot { Version = version, Complete = complete };
        snapshot = endpoints.Aggregate(snapshot, (sum, entry) => With(sum, "e" + entry.Name, entry.Value));
        return topics.Aggregate(snapshot, (sum, entry) => With(sum, "t" + entry.Name, entry.Value));
    }

    private async Task<RegistrySnapshot> ReadChangesAsync(IDatabase database, RegistrySnapshot known, long version)
    {
        var changes = await database.SortedSetRangeByScoreAsync(RedisKeys.RegistryChanges, known.Version, double.PositiveInfinity, Exclude.Start).ConfigureAwait(false);
        foreach (string? change in changes)
        {
            known = With(known, change!, await database.HashGetAsync(RedisKeys.Definitions(change![..1]), change[1..]).ConfigureAwait(false));
        }

        return known with { Version = version };
    }

    // One that cannot be read must not keep all others from being seen.
    private RegistrySnapshot With(RegistrySnapshot snapshot, string change, RedisValue json)
    {
        try
        {
            return Read(snapshot, change, json);
        }
        catch (JsonException exception)
        {
            EntryUnreadable(change, exception.Message);
            return snapshot;
        }
    }

    private static RegistrySnapshot Read(RegistrySnapshot snapshot, string change, RedisValue json)
    {
        var name = ResourceName.Parse(change[1..]);
        return change[0] switch
        {
            'e' => snapshot with
            {
                Endpoints = json.IsNull
                    ? snapshot.Endpoints.Remove(name)
                    : snapshot.Endpoints.SetItem(name, JsonSerializer.Deserialize((string)json!, RegistryJson.Default.EndpointDefinition)!),
            },
            't' => snapshot with
            {
                Topics = json.IsNull
                    ? snapshot.Topics.Remove(name)
                    : snapshot.Topics.SetItem(name, JsonSerializer.Deserialize((string)json!, RegistryJson.Default.TopicDefinition)!),
            },
            _ => snapshot,
        };
    }

    [LoggerMessage(Message = "Registry not read: {Reason}. The last snapshot stays.")]
    private partial void ReadFailed(LogLevel level, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Registry: the entry {Entry} (its kind, and namespace/name) cannot be read, and is as before: {Problem}")]
    private partial void EntryUnreadable(string entry, string problem);
}
