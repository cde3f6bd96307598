using Postrider.TestKit.Redis;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class IdleTests
{
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task An_idle_dispatcher_sends_fewer_than_five_commands_a_second()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await redis.Database.PingAsync();
        var before = await CallsAsync(redis);
        await Task.Delay(Watch); // the figure is a rate: there is no event to wait for
        Assert.InRange(await CallsAsync(redis) - before, 0, 5 * Watch.TotalSeconds);
    }

    // Calls from outside: what a script does inside is part of its one call.
    private static async Task<long> CallsAsync(RedisServer redis)
    {
        var statistics = await redis.Connection.GetServers()[0].InfoAsync("commandstats");
        return statistics.SelectMany(section => section).Where(entry => IsOutside(entry.Key)).Sum(entry => long.Parse(entry.Value.Split(',')[0]["calls=".Length..], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static bool IsOutside(string command) => command is "cmdstat_evalsha" or "cmdstat_eval" or "cmdstat_mget" or "cmdstat_ping" or "cmdstat_echo" or "cmdstat_get" or "cmdstat_hgetall";
}
