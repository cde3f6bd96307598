using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class FrozenWorkerTests
{
    private const int Messages = 400;

    [Fact]
    public async Task A_worker_woken_after_its_lease_starts_nothing_and_frees_nobody_elses_slot()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var gate = new TaskCompletionSource();
        receiver.Answer = _ => gate.Task;
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await using var frozen = await StartWorkerAsync(redis);
        for (var message = 0; message < Messages; message++)
        {
            await gateway.Api.PublishAsync($"{receiver.Url}/{message}", "", "Upstash-Flow-Control-Key: k", "Upstash-Flow-Control-Value: parallelism=3");
        }

        await receiver.WaitForAsync(3);
        frozen.Process.Signal("STOP");
        await using var other = await StartWorkerAsync(redis);
        await receiver.WaitForAsync(6);
        frozen.Process.Signal("CONT");
        gate.SetResult();
        await receiver.WaitForAsync(Messages, TimeSpan.FromMinutes(1));
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        Assert.Equal(Messages, receiver.Arrivals.Select(arrival => arrival.MessageId).Distinct().Count());
        Assert.InRange(receiver.Count, Messages, Messages + 3); // at most the three that were in flight when it froze come twice
        Assert.InRange(receiver.MostAtOnce, 3, 6);
        await Invariants.CheckAsync(redis.Database);
    }

    private static Task<TestKit.Dispatching.Dispatcher> StartWorkerAsync(RedisServer redis) =>
        TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker", "--Delivery:LeaseSpan=00:00:06");
}
