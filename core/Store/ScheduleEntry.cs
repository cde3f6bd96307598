using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Postrider.Core.Decisions;
using Postrider.Core.Model;
using Postrider.Core.Registry;
using StackExchange.Redis;

namespace Postrider.Core.Store;

/// <summary>A schedule on its way into Redis.</summary>
/// <param name="Uid">Namespace and name.</param>
/// <param name="Generation">The same for the same definition only.</param>
/// <param name="Json">The definition.</param>
/// <param name="NextMs">Next nominal time, unix ms; null = none.</param>
internal sealed record ScheduleEntry(string Uid, string Generation, string Json, long? NextMs)
{
    /// <summary>The entry of a definition that is declared <paramref name="now"/>; what was due before is not made up for.</summary>
    public static ScheduleEntry Of(ScheduleDefinition schedule, DateTimeOffset now)
    {
        var json = JsonSerializer.Serialize(schedule with { Uid = null }, RegistryJson.Default.ScheduleDefinition);
        return new($"{schedule.Namespace}/{schedule.Name}", GenerationOf(json), json, NextOf(schedule, now));
    }

    /// <summary>The values that <c>set_schedule.lua</c> reads. <paramref name="replaces"/> is the generation that it must find; null = any, or none.</summary>
    public IEnumerable<RedisValue> Arguments(string? replaces) => [Uid, Generation, Json, NextMs?.ToString(CultureInfo.InvariantCulture) ?? "", replaces ?? ""];

    private static long? NextOf(ScheduleDefinition schedule, DateTimeOffset now) =>
        schedule.Suspend || !CronClock.TryParse(schedule.Cron, schedule.TimeZone, out var clock, out _) ? null : clock.Next(now)?.ToUnixTimeMilliseconds();

    private static string GenerationOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, 8));
}
