using System.Net;
using Postrider.TestKit;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class ReplicaTests
{
    /// <summary>As while Sentinel or a Cluster makes another one the primary, and connections lead to the old one still.</summary>
    [Fact]
    public async Task A_redis_that_became_a_replica_refuses_publishes_for_now()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        await redis.Database.ExecuteAsync("REPLICAOF", "127.0.0.1", "1");
        var refused = await dispatcher.Api.PublishAsync(receiver.Url + "/refused", "body");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.NotNull(refused.Headers.RetryAfter);
        await redis.Database.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await Eventually.BecomesAsync(() => dispatcher.Api.PublishAsync(receiver.Url + "/accepted", "body"), answer => answer.Status == HttpStatusCode.OK, "it is a primary again");
        await receiver.WaitForAsync(1);
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled");
        Assert.All(receiver.Arrivals, arrival => Assert.Equal("/accepted", arrival.Target));
        Assert.DoesNotContain("Request /v2/publish", dispatcher.Process.Output, StringComparison.Ordinal);
    }
}
