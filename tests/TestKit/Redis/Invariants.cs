using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Postrider.TestKit.Redis;

/// <summary>What must hold between any two steps of the engine, each partition read in one snapshot: also while programs run.</summary>
public static class Invariants
{
    private const int Partitions = 4;
    private const string Absent = "-"; // with it the check, as all scripts, runs nowhere while the slot moves
    private static readonly string Script = Read();

    /// <summary>Nothing is leased.</summary>
    public static async Task<bool> IsAtRestAsync(IDatabase redis)
    {
        foreach (var node in redis.Multiplexer.GetServers())
        {
            if (await node.KeysAsync(pattern: "{?}L*").AnyAsync())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fails naming every broken invariant.</summary>
    public static async Task CheckAsync(IDatabase redis)
    {
        var broken = new List<string>();
        foreach (var partition in Enumerable.Range(0, Partitions))
        {
            var tag = string.Create(CultureInfo.InvariantCulture, $"{{{partition}}}");
            broken.AddRange((string[])(await redis.ScriptEvaluateAsync(Script, [tag, tag + Absent]))!);
        }

        if (broken.Count > 0)
        {
            throw new InvalidOperationException(string.Join('\n', broken));
        }
    }

    /// <summary>Checks again and again until cancelled, and returns how often; Redis may be away meanwhile.</summary>
    public static async Task<int> WatchAsync(IDatabase redis, CancellationToken stop)
    {
        var checks = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await CheckAsync(redis);
                checks++;
            }
            catch (Exception exception) when (exception is RedisConnectionException or RedisTimeoutException or RedisServerException)
            {
                // the test took it away
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return checks;
    }

    private static string Read()
    {
        using var stream = typeof(Invariants).Assembly.GetManifestResourceStream("invariants.lua")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
