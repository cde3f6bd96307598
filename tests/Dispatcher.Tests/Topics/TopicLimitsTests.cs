using System.Net;
using System.Text.Json.Nodes;
using Postrider.Dispatcher.Tests.Api;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Topics;

public sealed class TopicLimitsTests
{
    [Fact]
    public async Task Limits_hold_when_two_gateways_race_and_a_namespace_does_not_use_up_anothers()
    {
        await using var redis = await RedisServer.StartAsync();
        string[] settings = ["--Roles=gateway", "--Limits:MaxTopics=3", "--Limits:MaxTopicEndpoints=4"];
        await using var first = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, settings);
        await using var second = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, settings);
        PublishApi[] gateways = [first.Api, second.Api];
        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => gateways[number % 2].AddAsync($"t{number}", "https://a.example/0")));
        AssertFits(made, 3, "quota maxTopics exceeded, current limit: 3");
        var names = await first.Api.TopicNamesAsync();
        Assert.Equal(3, names.Count);
        var added = await Task.WhenAll(Enumerable.Range(1, 20).Select(number => gateways[number % 2].AddAsync(names[0], $"https://a.example/{number}")));
        AssertFits(added, 3, "quota maxTopicEndpoints exceeded, current limit: 4");
        Assert.Equal(4, JsonNode.Parse((await first.Api.EndpointsAsync(names[0]))!)!.AsArray().Count);
        Assert.Equal(HttpStatusCode.OK, (await first.Api.AddAsync(names[0], "named=https://a.example/0")).Status); // not one more
        using var other = new PublishApi(second.Url, Tokens.Of("testUser1"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await other.AddAsync("t", [.. Enumerable.Range(0, 5).Select(number => $"https://a.example/{number}")])).Status);
        Assert.Equal(HttpStatusCode.OK, (await other.AddAsync("t", "https://a.example/0")).Status);
        await second.Api.DeleteAsync($"/v2/topics/{names[2]}");
        Assert.Equal(HttpStatusCode.OK, (await first.Api.AddAsync("another", "https://a.example/0")).Status);
    }

    private static void AssertFits(ApiAnswer[] answers, int fit, string refusal)
    {
        Assert.Equal(fit, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer =>
            Assert.Equal((HttpStatusCode.PreconditionFailed, refusal), (answer.Status, answer.Error)));
    }
}
