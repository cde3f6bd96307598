using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Redis;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>Flow-control keys of a namespace: read and changed from outside. What a change lets go is woken at once.</summary>
public sealed class FlowControlStore(RedisConnections connections, IOptions<RedisOptions> redis)
{
    private const int NamesPerPage = 500;
    private const int KeysPerCall = 50;
    private const int LanesPerCall = 1000;

    private IDatabase Database => connections.Control.GetDatabase();

    /// <summary>One key; null when it is unknown, or was forgotten.</summary>
    public async Task<FlowControlState?> GetAsync(string ns, string key)
    {
        await foreach (var state in ReadAsync(ns, [key]).ConfigureAwait(false))
        {
            return state;
        }

        return null;
    }

    /// <summary>The keys whose names hold <paramref name="search"/>, in whatever case, in the order of their bytes.</summary>
    public async IAsyncEnumerable<FlowControlState> ListAsync(string ns, string search)
    {
        var names = RedisKeys.FlowKeys(PartitionOf(ns), ns);
        RedisValue[] page;
        RedisValue last = default;
        do
        {
            page = await Database.SortedSetRangeByValueAsync(names, min: last, exclude: Exclude.Start, take: NamesPerPage).ConfigureAwait(false);
            last = page.LastOrDefault();
            foreach (var chunk in page.Where(name => ((string)name!).Contains(search, StringComparison.OrdinalIgnoreCase)).Chunk(KeysPerCall))
            {
                await foreach (var state in ReadAsync(ns, chunk).ConfigureAwait(false))
                {
                    yield return state;
                }
            }
        }
        while (page.Length == NamesPerPage);
    }

    /// <summary>Nothing of the key starts any more; one that is unknown is made.</summary>
    public Task PauseAsync(string ns, string key) => ChangeAsync(RedisScripts.PauseFlow, ns, key, 1);

    /// <summary>Lets the key go on; false when it is unknown.</summary>
    public Task<bool> ResumeAsync(string ns, string key) => ChangeAsync(RedisScripts.PauseFlow, ns, key, 0);

    /// <summary>Sets limits that messages do not change, and begins the rate window anew; a key that is unknown is made.</summary>
    public Task PinAsync(string ns, string key, FlowPin pin) => ChangeAsync(
        RedisScripts.PinFlow, ns, key, Given(pin.Parallelism), Given(pin.Rate), Given(pin.PeriodMs * 1000));

    /// <summary>Leaves limits to messages again; false when the key is unknown.</summary>
    public Task<bool> UnpinAsync(string ns, string key, bool parallelism, bool rate) => ChangeAsync(RedisScripts.UnpinFlow, ns, key, parallelism ? 1 : 0, rate ? 1 : 0);

    /// <summary>Begins the rate window anew; false when the key is unknown.</summary>
    public Task<bool> ResetRateAsync(string ns, string key) => ChangeAsync(RedisScripts.ResetFlow, ns, key);

    private async Task<bool> ChangeAsync(RedisScript script, string ns, string key, params RedisValue[] arguments) =>
        (int)await script.RunAsync(Database, RedisKeys.Tag(PartitionOf(ns)), [MessageRoute.FlowGate(ns, key), .. arguments]).ConfigureAwait(false) == 1;

    private async IAsyncEnumerable<FlowControlState> ReadAsync(string ns, RedisValue[] keys)
    {
        var answer = (RedisResult[])(await RedisScripts.ReadFlow.RunAsync(Database, RedisKeys.Tag(PartitionOf(ns)), [ns, LanesPerCall, .. keys]).ConfigureAwait(false))!;
        for (var position = 0; position < keys.Length; position++)
        {
            if ((long[])answer[position + 1]! is { Length: > 0 } values)
            {
                string key = keys[position]!;
                yield return StateOf(key, values, values[10] >= 0 ? values[10] : await CountDueAsync(ns, key, (string)answer[0]!).ConfigureAwait(false));
            }
        }
    }

    // In pieces, for a key may have any number of destinations; as the script counts them.
    private async Task<long> CountDueAsync(string ns, string key, RedisValue now)
    {
        var (partition, gate) = (PartitionOf(ns), MessageRoute.FlowGate(ns, key));
        var due = 0L;
        var lanes = Database.SetScanAsync(RedisKeys.FlowLanes(partition, gate), pageSize: LanesPerCall);
        await foreach (var chunk in lanes.Distinct().Chunk(LanesPerCall).ConfigureAwait(false))
        {
            due += (await Task.WhenAll(chunk.Select(lane => Database.SortedSetLengthAsync(RedisKeys.Waiting(partition, lane!), double.NegativeInfinity, (double)now))).ConfigureAwait(false)).Sum();
        }

        return due + await Database.SortedSetScanAsync(RedisKeys.Line(partition, gate), "q*", LanesPerCall).CountAsync().ConfigureAwait(false);
    }

    private static FlowControlState StateOf(string key, long[] values, long due) => new()
    {
        Key = key,
        Limits = new((int)values[0], (int)values[2], values[4] / 1000),
        InFlight = (int)values[1],
        Started = (int)values[3],
        WindowStart = values[5] / 1_000_000,
        Paused = values[6] == 1,
        ParallelismPinned = values[7] == 1,
        RatePinned = values[8] == 1,
        Waiting = Math.Max(0, due - values[9]),
    };

    private static RedisValue Given(long? number) => number is { } value ? value : RedisValue.EmptyString;

    private int PartitionOf(string ns) => Partitioning.PartitionOf(ns, redis.Value.Partitions);
}
