using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class PoisonTests
{
    private const int Innocents = 127;
    private const string Poison = "/poison";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task What_kills_its_workers_is_buried_and_its_neighbours_are_delivered()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        receiver.Answer = context => context.Request.Path == Poison ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Task.CompletedTask;
        var ids = new HashSet<string>();
        var poison = (await gateway.Api.PublishAsync(receiver.Url + Poison, "", "Upstash-Retries: 0")).MessageId;
        for (var message = 0; message < Innocents; message++)
        {
            ids.Add((await gateway.Api.PublishAsync($"{receiver.Url}/{message}", "", "Upstash-Retries: 0")).MessageId);
        }

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await using var victim = await StartWorkerAsync(redis);
            await Eventually.IsTrueAsync(() => receiver.Arrivals.Count(arrival => arrival.Target == Poison) >= attempt, $"attempt {attempt}", Patience);
            await victim.Process.KillAsync();
        }

        await using var last = await StartWorkerAsync(redis);
        var letters = await Eventually.BecomesAsync(
            async () => (await gateway.Api.GetAsync("/v2/dlq")).Json!["messages"]!.AsArray(), found => found.Count > 0, "the poison is buried", Patience);
        Assert.Equal(poison, (string)Assert.Single(letters)!["messageId"]!);
        Assert.Contains("stopped working", (string)letters[0]!["error"]!, StringComparison.Ordinal);
        await Eventually.IsTrueAsync(() => ids.IsSubsetOf(receiver.Arrivals.Select(arrival => arrival.MessageId)), "its neighbours are delivered", Patience);
        Assert.Equal(5, receiver.Arrivals.Count(arrival => arrival.Target == Poison));
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        await Invariants.CheckAsync(redis.Database);
    }

    private static Task<TestKit.Dispatching.Dispatcher> StartWorkerAsync(RedisServer redis) =>
        TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker", "--Delivery:LeaseSpan=00:00:03");
}
