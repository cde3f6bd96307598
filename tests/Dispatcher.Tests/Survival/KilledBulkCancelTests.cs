using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class KilledBulkCancelTests
{
    private const int Batches = 40; // takes far longer than to notice that it began
    private const int BatchSize = 1000;
    private const int Messages = Batches * BatchSize;

    [Fact]
    public async Task A_gateway_that_is_killed_amid_a_bulk_cancel_leaves_the_rest_whole()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var survivor = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await using var victim = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        for (var batch = 0; batch < Batches; batch++)
        {
            await survivor.Api.BatchAsync([.. Enumerable.Range(0, BatchSize).Select(_ => Item(receiver.Url))]);
        }

        var cancelling = victim.Api.DeleteAsync("/v2/messages?label=cancelled");
        await Eventually.IsTrueAsync(async () => await WaitingAsync(redis, receiver.Url) < Messages, "some are cancelled");
        await victim.Process.KillAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => cancelling);
        var left = await WaitingAsync(redis, receiver.Url);
        Assert.InRange(left, 1, Messages - 1);
        await Invariants.CheckAsync(redis.Database);
        Assert.Equal(left, (int)(await survivor.Api.DeleteAsync("/v2/messages?label=cancelled")).Json!["cancelled"]!);
        Assert.Equal(0, await WaitingAsync(redis, receiver.Url));
        await Invariants.CheckAsync(redis.Database);
        await survivor.Api.PublishAsync(receiver.Url + "/after");
        Assert.Equal("/after", Assert.Single(await receiver.WaitForAsync(1)).Target);
    }

    private static JsonObject Item(string url) => new()
    {
        ["destination"] = url, ["headers"] = new JsonObject { ["Upstash-Delay"] = "1h", ["Upstash-Label"] = "cancelled" },
    };

    private static Task<long> WaitingAsync(RedisServer redis, string url)
    {
        var (partition, lane) = (Partitioning.PartitionOf("default", 4), new MessageRoute("default", "", MessageRoute.Url(url)).ToString());
        return redis.Database.SortedSetLengthAsync($"{{{partition}}}w{lane}");
    }
}
