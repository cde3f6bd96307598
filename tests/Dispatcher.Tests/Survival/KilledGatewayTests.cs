using System.Net;
using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class KilledGatewayTests
{
    private const int Messages = 2000;
    private const int Publishers = 16;

    [Fact]
    public async Task A_killed_gateway_never_leaves_an_id_taken_without_its_message()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var survivor = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await using var victim = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        var load = Enumerable.Range(0, Publishers).Select(publisher => PublishUntilItDiesAsync(victim, publisher, receiver.Url)).ToList();
        await receiver.WaitForAsync(200);
        await victim.Process.KillAsync();
        await Task.WhenAll(load);

        // Each id again: acknowledged as a duplicate of a message that exists, or accepted now. Either way it arrives once.
        await Parallel.ForEachAsync(Enumerable.Range(0, Messages), new ParallelOptions { MaxDegreeOfParallelism = Publishers }, async (item, _) =>
        {
            var answer = await PublishAsync(survivor, item, receiver.Url);
            Assert.True(answer is HttpStatusCode.OK or HttpStatusCode.Accepted);
        });
        await receiver.WaitForAsync(Messages);
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        Assert.Equal(Messages, receiver.Arrivals.Select(arrival => arrival.Target).Distinct().Count());
        Assert.Equal(Messages, receiver.Count);
    }

    private static async Task PublishUntilItDiesAsync(TestKit.Dispatching.Dispatcher gateway, int publisher, string url)
    {
        try
        {
            for (var item = publisher; item < Messages; item += Publishers)
            {
                await PublishAsync(gateway, item, url);
            }
        }
        catch (HttpRequestException)
        {
            // killed, as planned
        }
    }

    private static async Task<HttpStatusCode> PublishAsync(TestKit.Dispatching.Dispatcher gateway, int item, string url) =>
        (await gateway.Api.PublishAsync($"{url}/{item}", "", $"Upstash-Deduplication-Id: id-{item}")).Status;
}
