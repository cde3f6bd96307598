using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class WakeTests
{
    [Fact]
    public async Task A_lost_signal_delays_a_message_by_no_more_than_a_look()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await using var worker = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker");
        await gateway.Api.PublishAsync(receiver.Url + "/first");
        await receiver.WaitForAsync(1);
        await redis.Connection.GetSubscriber().UnsubscribeAllAsync();
        await redis.Database.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await gateway.Api.PublishAsync(receiver.Url + "/second");
        await receiver.WaitForAsync(2, TimeSpan.FromSeconds(9)); // looks are at most 3 s apart
    }

    [Fact]
    public async Task A_schedule_that_cannot_fire_does_not_keep_others_waiting()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var declared = await TestKit.Registry.Declarations.OpenAsync(redis.Configuration);
        await declared.ScheduleAsync("default", "stuck", "* * * * *", receiver.Url, schedule => schedule with { Url = null, Topic = "orders" });
        await redis.Database.KeyDeleteAsync("{reg}complete"); // nobody can say now whether the Topic exists
        await redis.Database.HashSetAsync("{2}Sdefault/stuck", "next", "1");
        await redis.Database.SortedSetAddAsync("{2}sch", "default/stuck", 1);
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        for (var message = 0; message < 20; message++)
        {
            await dispatcher.Api.PublishAsync($"{receiver.Url}/{message}");
            await receiver.WaitForAsync(message + 1, TimeSpan.FromSeconds(5));
        }

        Assert.Equal(1, (long)await redis.Database.HashGetAsync("{2}Sdefault/stuck", "next"));
    }
}
