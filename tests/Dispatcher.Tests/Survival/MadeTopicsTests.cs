using System.Net;
using Postrider.Core.Model;
using Postrider.Dispatcher.Tests.Api;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;
using Postrider.TestKit.Registry;

namespace Postrider.Dispatcher.Tests.Survival;

/// <summary>URL groups live in Redis alone: they need no operator, and outlive every restart.</summary>
public sealed class MadeTopicsTests
{
    [Fact]
    public async Task Without_any_operator_a_group_is_made_published_to_and_removed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var first = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Auth:Crossing:0=testUser1->default");
        await using var second = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        using var other = new PublishApi(first.Url, Tokens.Of("testUser1"));
        Assert.Equal("[]", (await first.Api.GetAsync("/v2/topics")).Text);
        for (var round = 1; round <= 5; round++)
        {
            await first.Api.AddAsync("orders", $"{receiver.Url}/{round}/a", $"two={receiver.Url}/{round}/b");
            await first.Api.PatchAsync("orders", $$"""{"Upstash-Forward-X-Round":"{{round}}"}""");
            Assert.Equal(2, (await second.Api.PublishAsync("orders")).Json!.AsArray().Count);
            Assert.Equal(2, (await other.PublishAsync("orders.default")).Json!.AsArray().Count);
            var arrivals = await receiver.WaitForAsync(4 * round);
            Assert.Equal(4, arrivals.Count(arrival => arrival.Headers["X-Round"] == $"{round}" && arrival.Headers["Upstash-Topic-Name"] == "orders"));
            await second.Api.DeleteAsync("/v2/topics/orders");
            Assert.Equal(HttpStatusCode.NotFound, (await first.Api.GetAsync("/v2/topics/orders")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await first.Api.PublishAsync("orders")).Status); // in development, where no operator ever was
            Assert.Equal(HttpStatusCode.NotFound, (await other.PublishAsync("orders")).Status);
        }
    }

    [Fact]
    public async Task While_the_registry_is_incomplete_a_group_is_published_to_and_a_declared_Topic_is_not()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var declared = await Declarations.OpenAsync(redis.Configuration);
        await declared.TopicAsync("default", "declared", new TopicSubscriber { Name = "one", Url = "https://a.example" });
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await dispatcher.Api.AddAsync("made", "https://a.example");
        Assert.Equal(HttpStatusCode.OK, (await dispatcher.Api.PublishAsync("declared")).Status);
        await redis.Database.KeyDeleteAsync(["{reg}complete", "{0}reg", "{1}reg", "{2}reg", "{3}reg"]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await dispatcher.Api.PublishAsync("declared")).Status);
        Assert.Equal(HttpStatusCode.OK, (await dispatcher.Api.PublishAsync("made")).Status);
        await dispatcher.Api.AddAsync("made", "https://a.example/2");
        Assert.Equal(2, (await dispatcher.Api.PublishAsync("made")).Json!.AsArray().Count);
        await declared.Writer.MarkCompleteAsync(default);
        Assert.Equal(HttpStatusCode.OK, (await dispatcher.Api.PublishAsync("declared")).Status);
        Assert.Equal(2, (await dispatcher.Api.PublishAsync("made")).Json!.AsArray().Count);
    }

    [Fact]
    public async Task A_group_outlives_restarts_of_the_dispatchers_and_of_Redis()
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var receiver = await Receiver.StartAsync();
        string before;
        await using (var old = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration))
        {
            await old.Api.AddAsync("orders", $"{receiver.Url}/a", $"two={receiver.Url}/b");
            before = (await old.Api.GetAsync("/v2/topics")).Text;
        }

        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        Assert.Equal(before, (await dispatcher.Api.GetAsync("/v2/topics")).Text);
        await redis.KillAsync();
        var (read, changed, published) = (await dispatcher.Api.GetAsync("/v2/topics"), await dispatcher.Api.AddAsync("orders", receiver.Url), await dispatcher.Api.PublishAsync("orders"));
        Assert.All([read, changed, published], answer =>
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.NotNull(answer.Headers.RetryAfter);
        });
        await redis.StartAgainAsync();
        await Eventually.BecomesAsync(() => dispatcher.Api.GetAsync("/v2/topics"), answer => answer.Status == HttpStatusCode.OK, "Redis is back");
        Assert.Equal(before, (await dispatcher.Api.GetAsync("/v2/topics")).Text);
        await Eventually.BecomesAsync(() => dispatcher.Api.PublishAsync("orders"), answer => answer.Status == HttpStatusCode.OK, "publishing goes on");
        await receiver.WaitForAsync(2);
    }
}
