using System.Net;
using Postrider.TestKit;
using Postrider.TestKit.Redis;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class LostConnectionTests
{
    private const string User = "postrider";

    [Fact]
    public async Task Why_redis_cannot_be_reached_any_more_is_told_and_not_over_and_over()
    {
        await using var group = new RedisGroup();
        var port = await group.StartAsync("--user", User, "on", ">first", "~*", "&*", "+@all", "--user", "admin", "on", ">admin", "+@all", "--user", "default", "off");
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},user=admin,password=admin,allowAdmin=true");
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync($"127.0.0.1:{port},user={User},password=first");
        await PublishBecomesAsync(dispatcher, HttpStatusCode.OK);
        await SetPasswordAsync(admin, "second");
        await Eventually.IsTrueAsync(() => Lines(dispatcher, "No connection to Redis").Any(line => line.Contains("WRONGPASS", StringComparison.Ordinal)), "it says why");
        for (var time = 0; time < 3; time++) // two seconds each, in which every partition tries many times
        {
            await PublishBecomesAsync(dispatcher, HttpStatusCode.ServiceUnavailable);
        }

        string[] kinds = ["No connection to Redis", "Partition 0: nothing leased", "Partition 0: upkeep failed", "Registry not read"];
        Assert.All(kinds, kind => Assert.InRange(Lines(dispatcher, kind).Count(), 0, 3)); // one each half a minute, on a machine however slow
        await SetPasswordAsync(admin, "first");
        await PublishBecomesAsync(dispatcher, HttpStatusCode.OK);
        await Eventually.IsTrueAsync(() => Lines(dispatcher, "is connected to again").Any(), "that it is there again is told");
    }

    private static async Task SetPasswordAsync(ConnectionMultiplexer admin, string password)
    {
        await admin.GetDatabase().ExecuteAsync("ACL", "SETUSER", User, "resetpass", $">{password}");
        await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "USER", User);
    }

    private static IEnumerable<string> Lines(TestKit.Dispatching.Dispatcher dispatcher, string holding) =>
        dispatcher.Process.Output.Split('\n').Where(line => line.Contains(holding, StringComparison.Ordinal));

    private static Task PublishBecomesAsync(TestKit.Dispatching.Dispatcher dispatcher, HttpStatusCode expected) =>
        Eventually.BecomesAsync(() => dispatcher.Api.PublishAsync("http://127.0.0.1:9/", "", "Upstash-Delay: 1h"), answer => answer.Status == expected, $"a publish is answered {expected}");
}
