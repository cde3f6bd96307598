using Postrider.Bench.Machine;
using StackExchange.Redis;

namespace Postrider.Bench.Systems;

/// <summary>Multiplies a scheduled job inside Redis: a million through Hangfire's client would take most of the run.</summary>
internal static class HangfireFiller
{
    private const int PerCall = 10_000; // keeps one script run short
    private const string Schedule = "{hangfire}:schedule";

    // KEYS: the schedule, then the job's keys, each with the job's id as a part of its name.
    // ARGV: the job's id, its due moment, the first and the last number to make a copy's id with.
    private const string CopyJob = """
        local id = ARGV[1]
        for i = ARGV[3], ARGV[4] do
          local copy = string.format('%sx%d', id, i)
          for k = 2, #KEYS do
            local at = string.find(KEYS[k], id, 1, true)
            redis.call('COPY', KEYS[k], string.sub(KEYS[k], 1, at - 1) .. copy .. string.sub(KEYS[k], at + #id))
          end
          redis.call('ZADD', KEYS[1], ARGV[2], copy)
        end
        """;

    /// <summary>Adds copies of the job that is due last.</summary>
    public static async Task CopyAsync(Bed bed, int copies)
    {
        var last = (await bed.Redis.Data.SortedSetRangeByRankWithScoresAsync(Schedule, -1, -1)).Single();
        RedisKey[] keys = [Schedule, .. await bed.Redis.KeysWithAsync(last.Element.ToString())];
        for (var done = 0; done < copies; done += PerCall)
        {
            bed.Cancel.ThrowIfCancellationRequested();
            await bed.Redis.Data.ScriptEvaluateAsync(
                CopyJob, keys, [last.Element, last.Score, done + 1, Math.Min(done + PerCall, copies)]);
        }
    }
}
