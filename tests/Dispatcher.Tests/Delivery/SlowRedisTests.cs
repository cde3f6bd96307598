using Postrider.TestKit.Http;
using Postrider.TestKit.Network;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class SlowRedisTests
{
    [Fact]
    public async Task Where_every_answer_of_Redis_takes_longer_than_a_start_may_be_late_messages_of_a_key_are_delivered()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var relay = new TcpRelay(redis.Port) { Latency = TimeSpan.FromMilliseconds(150) };
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await using var worker = await TestKit.Dispatching.Dispatcher.StartAsync($"127.0.0.1:{relay.Port}", "--Roles=worker");
        await gateway.Api.PublishAsync(receiver.Url, "", "Upstash-Flow-Control-Key: wide", "Upstash-Flow-Control-Value: parallelism=5");
        await gateway.Api.PublishAsync(receiver.Url, "", "Upstash-Flow-Control-Key: rated", "Upstash-Flow-Control-Value: rate=5,period=10s");
        Assert.All(await receiver.WaitForAsync(2), arrival => Assert.Equal(0, arrival.Retried));
    }
}
