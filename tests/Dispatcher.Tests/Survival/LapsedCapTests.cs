using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Network;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class LapsedCapTests
{
    private const int Most = 2;
    private const int Messages = 12;

    [Fact]
    public async Task A_worker_that_comes_back_when_its_cap_has_lapsed_says_it_before_it_leases()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => Task.Delay(100);
        await using var relay = new TcpRelay(redis.Port);
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await using var worker = await TestKit.Dispatching.Dispatcher.StartAsync($"127.0.0.1:{relay.Port}", "--Roles=worker", $"--Limits:MaxParallelism={Most}");
        relay.Blackhole();
        for (var message = 0; message < Messages; message++)
        {
            await gateway.Api.PublishAsync($"{receiver.Url}/{message}");
        }

        await RemoveCapsAsync(redis); // as a minute without workers does
        relay.Pass();
        relay.Cut(); // what fell silent stays so
        await receiver.WaitForAsync(Messages);
        Assert.Equal(Most, receiver.MostAtOnce);
        await Eventually.IsTrueAsync(async () => (int)(await gateway.Api.GetAsync("/v2/globalParallelism")).Json!["parallelismCount"]! == 0, "all are delivered");
        await Invariants.CheckAsync(redis.Database);
    }

    private static async Task RemoveCapsAsync(RedisServer redis)
    {
        var server = redis.Connection.GetServers()[0];
        Assert.NotEmpty(server.Keys(pattern: "*gp").ToList());
        await redis.Database.KeyDeleteAsync([.. server.Keys(pattern: "*gp")]);
    }
}
