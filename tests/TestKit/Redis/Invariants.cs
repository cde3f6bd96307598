using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Postrider.TestKit.Redis;

/// <summary>What must hold between any two steps of the engine, read from Redis as it is, and what must hold in addition when nothing is in flight.</summary>
public static class Invariants
{
    private const int Partitions = 4;

    /// <summary>Nothing is leased.</summary>
    public static async Task<bool> IsAtRestAsync(IDatabase redis)
    {
        foreach (var partition in Enumerable.Range(0, Partitions))
        {
            foreach (var key in await KeysAsync(redis, $"{{{partition}}}L*"))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fails naming every broken invariant. Only between steps of the engine, so with the programs at rest or stopped.</summary>
    public static async Task CheckAsync(IDatabase redis)
    {
        var broken = new List<string>();
        foreach (var partition in Enumerable.Range(0, Partitions))
        {
            await CheckPartitionAsync(redis, partition, broken);
        }

        if (broken.Count > 0)
        {
            throw new InvalidOperationException(string.Join('\n', broken));
        }
    }

    private static async Task CheckPartitionAsync(IDatabase redis, int partition, List<string> broken)
    {
        var tag = $"{{{partition}}}";
        var waiting = new HashSet<string>();
        foreach (var key in await KeysAsync(redis, tag + "wl*"))
        {
            var lane = key[(tag.Length + 1)..];
            foreach (var id in await redis.SortedSetRangeByRankAsync(Raw(key)))
            {
                await CheckWaitingAsync(redis, tag, lane, id, waiting, broken);
            }

            await CheckLaneAsync(redis, tag, lane, broken);
        }

        var held = new HashSet<string>();
        foreach (var key in await KeysAsync(redis, tag + "L*"))
        {
            foreach (var id in await redis.SetMembersAsync(Raw(key)))
            {
                held.Add(Hex(id));
                Expect(!waiting.Contains(Hex(id)), broken, $"{Hex(id)} waits and is leased");
            }
        }

        foreach (var key in await KeysAsync(redis, tag + "x*"))
        {
            foreach (var id in await redis.SetMembersAsync(Raw(key)))
            {
                Expect(held.Contains(Hex(id)), broken, $"{Show(key)} keeps a slot for {Hex(id)}, which nobody holds");
            }
        }
    }

    private static async Task CheckWaitingAsync(IDatabase redis, string tag, string lane, RedisValue id, HashSet<string> waiting, List<string> broken)
    {
        Expect(waiting.Add(Hex(id)), broken, $"{Hex(id)} waits in two lanes");
        Expect(await redis.KeyExistsAsync(new RedisKey(tag + "m").Append((byte[])id!)), broken, $"{Hex(id)} waits in {Show(lane)} and has no record");
    }

    // A lane with messages is found by somebody: it is ready, or parked at one of its gates.
    private static async Task CheckLaneAsync(IDatabase redis, string tag, string lane, List<string> broken)
    {
        var parts = lane.Split('\n');
        var gates = new[] { $"f{parts[0][1..]}\n{parts[1]}", $"d{parts[0][1..]}\n{parts[2]}" };
        var ready = await redis.SortedSetScoreAsync(Raw(tag + "ready"), Bytes(lane)) is not null;
        var parked = false;
        foreach (var gate in gates)
        {
            parked |= await redis.SortedSetScoreAsync(Raw($"{tag}p{gate}"), Bytes(lane)) is not null;
        }

        Expect(ready != parked, broken, $"{Show(lane)} is {(ready ? "ready and parked" : "neither ready nor parked")}");
    }

    // Keys hold bytes: Latin-1 keeps each byte as one character.
    private static async Task<List<string>> KeysAsync(IDatabase redis, string pattern)
    {
        var keys = new List<string>();
        var server = redis.Multiplexer.GetServers()[0];
        await foreach (var key in server.KeysAsync(pattern: pattern, pageSize: 1000))
        {
            keys.Add(Encoding.Latin1.GetString((byte[])key!));
        }

        return keys;
    }

    private static RedisKey Raw(string key) => Bytes(key);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Hex(RedisValue id) => Convert.ToHexString((byte[])id!);

    private static string Show(string key) => string.Create(CultureInfo.InvariantCulture, $"'{key.Replace("\n", "|", StringComparison.Ordinal)}'");

    private static void Expect(bool holds, List<string> broken, string what)
    {
        if (!holds)
        {
            broken.Add(what);
        }
    }
}
