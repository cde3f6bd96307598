using System.Net;
using Postrider.Core.Model;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;
using Postrider.TestKit.Registry;
using StackExchange.Redis;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class LostRegistryTests
{
    private static readonly RedisKey[] RegistryKeys = ["{reg}e", "{reg}t", "{reg}s", "{reg}c", "{reg}v", "{reg}complete", "{0}reg", "{1}reg", "{2}reg", "{3}reg"];

    [Fact]
    public async Task Until_the_registry_is_complete_again_a_name_answers_503_and_nothing_is_buried()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var declared = await Declarations.OpenAsync(redis.Configuration);
        await declared.EndpointAsync("default", "billing", receiver.Url, endpoint => endpoint with { Suspend = true });
        await using (var before = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway"))
        {
            Assert.Equal(HttpStatusCode.NotFound, (await before.Api.PublishAsync("never-declared")).Status);
            Assert.Equal(HttpStatusCode.OK, (await before.Api.PublishAsync("billing", "kept")).Status);
        }

        await redis.Database.KeyDeleteAsync(RegistryKeys);
        await redis.Database.KeyDeleteAsync((RedisKey)"{2}gddefault\ne/billing"); // its limits and its suspension too
        await using var after = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Delivery:MissingEndpointGrace=00:00:00");
        await RefusesAsync(after.Api, "billing");
        await RefusesAsync(after.Api, "never-declared");
        await after.Api.PublishAsync($"{receiver.Url}/url"); // a URL needs no registry
        await receiver.WaitForAsync(1);
        await declared.EndpointAsync("default", "billing", receiver.Url);
        await declared.Writer.MarkCompleteAsync(CancellationToken.None);
        Assert.Equal("kept", (await receiver.WaitForAsync(2))[1].Text);
        await Eventually.BecomesAsync(
            () => after.Api.PublishAsync("never-declared"), answer => answer.Status == HttpStatusCode.NotFound, "an unknown name answers 404 again");
        Assert.Empty((await after.Api.GetAsync("/v2/dlq")).Json!["messages"]!.AsArray());
    }

    [Fact]
    public async Task The_very_next_publish_to_a_name_after_a_flush_answers_503()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var declared = await Declarations.OpenAsync(redis.Configuration);
        await declared.EndpointAsync("default", "billing", receiver.Url);
        await declared.TopicAsync("default", "orders", new TopicSubscriber { Name = "direct", Url = receiver.Url });
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration);
        Assert.Equal(HttpStatusCode.OK, (await dispatcher.Api.PublishAsync("billing")).Status);
        Assert.Equal(HttpStatusCode.OK, (await dispatcher.Api.PublishAsync("orders")).Status);
        await receiver.WaitForAsync(2);
        await redis.FlushAsync();
        await RefusesAsync(dispatcher.Api, "billing");
        await RefusesAsync(dispatcher.Api, "orders");
        Assert.Equal(HttpStatusCode.OK, (await dispatcher.Api.PublishAsync($"{receiver.Url}/url")).Status);
        Assert.Equal("/url", (await receiver.WaitForAsync(3))[2].Target);
    }

    private static async Task RefusesAsync(PublishApi api, string name)
    {
        var answer = await api.PublishAsync(name);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
