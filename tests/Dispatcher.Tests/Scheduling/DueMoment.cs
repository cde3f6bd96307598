using System.Globalization;
using Postrider.Core.Model;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Scheduling;

/// <summary>Has a schedule come up now: its cron names the minute in which the test began, and its next time is moved back to that.</summary>
internal sealed class DueMoment
{
    private const int Partitions = 4;
    private readonly DateTimeOffset minute = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60 * 60);

    public long Ms => minute.ToUnixTimeMilliseconds();

    /// <summary>Once a day in that minute, in UTC.</summary>
    public string Cron => In(TimeZoneInfo.Utc);

    /// <summary>Once a day in that minute of a time zone.</summary>
    public string In(TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(minute, zone).ToString("m H '* * *'", CultureInfo.InvariantCulture);

    public async Task ComeAsync(RedisServer redis, string ns, string id)
    {
        var tag = $"{{{Partitioning.PartitionOf(ns, Partitions)}}}";
        await redis.Database.HashSetAsync($"{tag}S{ns}/{id}", "next", Ms);
        await redis.Database.SortedSetAddAsync($"{tag}sch", $"{ns}/{id}", Ms);
        await redis.Database.PublishAsync(StackExchange.Redis.RedisChannel.Literal("postrider:wake"), $"{tag}0");
    }
}
