using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class LostSessionTests
{
    [Fact]
    public async Task A_worker_whose_session_is_gone_goes_on_while_an_attempt_of_it_still_runs()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var gate = new TaskCompletionSource();
        receiver.Answer = context => context.Request.Path == "/long" ? gate.Task : Task.CompletedTask;
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await dispatcher.Api.PublishAsync($"{receiver.Url}/long");
        await receiver.WaitForAsync(1);
        await redis.FlushAsync();
        await dispatcher.Api.PublishAsync($"{receiver.Url}/next");
        Assert.Equal("/next", (await receiver.WaitForAsync(2))[1].Target);
        gate.SetResult();
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        await Invariants.CheckAsync(redis.Database);
    }

    [Fact]
    public async Task What_the_next_session_leases_is_extended_beside_an_attempt_of_the_last_one()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var gate = new TaskCompletionSource();
        receiver.Answer = _ => gate.Task;
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Delivery:LeaseSpan=00:00:05");
        await dispatcher.Api.PublishAsync($"{receiver.Url}/first");
        await receiver.WaitForAsync(1);
        await redis.FlushAsync();
        await dispatcher.Api.PublishAsync($"{receiver.Url}/second");
        await receiver.WaitForAsync(2);
        await Task.Delay(TimeSpan.FromSeconds(12)); // some spans, in which a lease that nobody extends would be made again
        gate.SetResult();
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        Assert.Equal(2, receiver.Count);
    }
}
