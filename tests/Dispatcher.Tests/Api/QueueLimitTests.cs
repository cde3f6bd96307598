using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Api;

public sealed class QueueLimitTests
{
    [Fact]
    [ProtocolItem(80)]
    public async Task As_many_queues_as_allowed_and_no_more()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway", "--Limits:MaxQueues=1", "--Limits:MaxQueueParallelism=2");
        Assert.Equal(HttpStatusCode.OK, (await UpsertAsync("one", 2)).Status);
        var tooMany = await UpsertAsync("two", 1);
        Assert.Equal(HttpStatusCode.PreconditionFailed, tooMany.Status);
        Assert.Contains("quota maxQueues exceeded", tooMany.Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await EnqueueAsync("two")).Status);
        Assert.Equal(HttpStatusCode.OK, (await EnqueueAsync("one")).Status);
        Assert.Equal(HttpStatusCode.OK, (await UpsertAsync("one", 1)).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await UpsertAsync("one", 3)).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.DeleteAsync("/v2/queues/one")).Status);
        Assert.Equal(HttpStatusCode.OK, (await EnqueueAsync("two")).Status);

        Task<TestKit.Dispatching.ApiAnswer> UpsertAsync(string name, int parallelism) => gateway.Api.SendAsync(
            HttpMethod.Post, "/v2/queues", System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["queueName"] = name, ["parallelism"] = parallelism }.ToJsonString()));

        Task<TestKit.Dispatching.ApiAnswer> EnqueueAsync(string name) => gateway.Api.SendAsync(HttpMethod.Post, $"/v2/enqueue/{name}/https://a.example", []);
    }
}
