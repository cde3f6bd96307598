using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class StoppedWorkerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_request_cut_off_by_a_shutdown_is_no_attempt()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var hang = new TaskCompletionSource();
        receiver.Answer = _ => hang.Task;
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await using var stopping = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker", "--Delivery:ShutdownGrace=00:00:00.2");
        await gateway.Api.PublishAsync(receiver.Url, "", "Upstash-Retries: 0");
        await receiver.WaitForAsync(1);
        Assert.Equal(0, await stopping.Process.StopAsync(Patience));
        await Invariants.CheckAsync(redis.Database);
        hang.SetResult();
        await using var next = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker");
        Assert.Equal(0, (await receiver.WaitForAsync(2))[1].Retried);
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "it is settled");
        Assert.Empty((await gateway.Api.GetAsync("/v2/dlq")).Json!["messages"]!.AsArray());
    }

    [Fact]
    public async Task A_request_that_ends_within_the_grace_is_settled_before_the_program_ends()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var hang = new TaskCompletionSource();
        receiver.Answer = _ => hang.Task;
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await dispatcher.Api.PublishAsync(receiver.Url);
        await receiver.WaitForAsync(1);
        var stopped = dispatcher.Process.StopAsync(Patience);
        hang.SetResult();
        Assert.Equal(0, await stopped);
        Assert.True(await Invariants.IsAtRestAsync(redis.Database));
        await Invariants.CheckAsync(redis.Database);
    }
}
