using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Api;

public sealed class DeadLetterQuotaTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("?count=100", false)]
    public async Task A_retry_of_several_that_needs_queues_too_many_sends_none(string query, bool listed)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 418;
            return Task.CompletedTask;
        };
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Limits:MaxQueues=2");
        var api = dispatcher.Api;
        foreach (var queue in (string[])["a", "b"])
        {
            await api.PublishAsync(receiver.Url, "", "Upstash-Retries: 0", "Upstash-Queue-Name: " + queue);
        }

        await api.PublishAsync(receiver.Url, "", "Upstash-Retries: 0");
        await Eventually.IsTrueAsync(async () => (await IdsAsync(api)).Count == 3, "three dead letters");
        await api.DeleteAsync("/v2/queues/a");
        await api.DeleteAsync("/v2/queues/b");
        await api.SendAsync(HttpMethod.Post, "/v2/queues", """{"queueName":"c"}"""u8.ToArray());

        var ids = await IdsAsync(api);
        var body = listed ? Encoding.UTF8.GetBytes(new JsonObject { ["dlqIds"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) }.ToJsonString()) : [];
        var refused = await api.SendAsync(HttpMethod.Post, "/v2/dlq/retry" + query, body);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "quota maxQueues exceeded, current limit: 2"), (refused.Status, refused.Error));
        Assert.Equal(ids, await IdsAsync(api));
        Assert.Single((await api.GetAsync("/v2/queues")).Json!.AsArray());

        await api.DeleteAsync("/v2/queues/c");
        var sent = await api.SendAsync(HttpMethod.Post, "/v2/dlq/retry" + query, body);
        Assert.Equal((HttpStatusCode.Created, 3), (sent.Status, sent.Json!["responses"]!.AsArray().Count));
        await receiver.WaitForAsync(6);
    }

    private static async Task<List<string>> IdsAsync(PublishApi api) =>
        [.. (await api.GetAsync("/v2/dlq")).Json!["messages"]!.AsArray().Select(letter => (string)letter!["dlqId"]!)];
}
