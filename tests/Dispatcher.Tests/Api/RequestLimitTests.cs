using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>A gateway whose limits are small; nothing is delivered.</summary>
public sealed class RequestLimitTests : IAsyncLifetime
{
    private const string Destination = "http://a.example/x";
    private RedisServer redis = null!;
    private TestKit.Dispatching.Dispatcher gateway = null!;
    private long keysAtStart;

    public async Task InitializeAsync()
    {
        redis = await RedisServer.StartAsync();
        gateway = await TestKit.Dispatching.Dispatcher.StartAsync(
            redis.Configuration, "--Roles=gateway", "--Limits:MaxRetries=2", "--Limits:MaxDelay=00:01:00", "--Limits:MaxMessageSize=100", "--Limits:MaxBatchSize=1000",
            "--Deduplication:Window=00:00:05", "--Deduplication:MaxEntries=1");
        keysAtStart = await LoneGateway.KeysAsync(redis);
    }

    public async Task DisposeAsync()
    {
        await gateway.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Theory]
    [ProtocolItem(38)]
    [InlineData("Upstash-Retries: 3", "quota maxRetries exceeded, current limit: 2")]
    [InlineData("Upstash-Delay: 61s", "quota maxDelay exceeded, current limit: 60")]
    [InlineData("Upstash-Not-Before: 4000000000", "quota maxDelay exceeded, current limit: 60")]
    [InlineData("Upstash-Callback-Retries: 3", "quota maxRetries exceeded, current limit: 2")]
    [InlineData("Upstash-Callback-Delay: 61s", "quota maxDelay exceeded, current limit: 60")]
    [InlineData("Upstash-Failure-Callback-Retries: 3", "quota maxRetries exceeded, current limit: 2")]
    [InlineData("Upstash-Callback-Failure-Callback-Retries: 3", "quota maxRetries exceeded, current limit: 2")]
    public async Task Beyond_a_limit_the_answer_is_a_412_that_names_header_and_limit(string header, string error)
    {
        var name = header[..header.IndexOf(':', StringComparison.Ordinal)];
        var answer = await gateway.Api.PublishAsync(Destination, "", header, "Upstash-Callback: http://a.example", "Upstash-Failure-Callback: http://a.example");
        var item = await gateway.Api.BatchAsync(new JsonObject { ["destination"] = Destination, ["headers"] = new JsonObject { [name] = header[(name.Length + 2)..] } });
        Assert.Equal((HttpStatusCode.PreconditionFailed, $"{name}: {error}"), (answer.Status, answer.Error));
        Assert.Equal((HttpStatusCode.PreconditionFailed, $"[0] {name}: {error}"), (item.Status, item.Error));
        Assert.Equal(keysAtStart, await LoneGateway.KeysAsync(redis));
    }

    [Theory]
    [InlineData("Upstash-Retries: 2")]
    [InlineData("Upstash-Delay: 60s")]
    [InlineData("Upstash-Callback-Retries: 2")]
    public async Task The_limit_itself_is_allowed(string header) =>
        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.PublishAsync(Destination, "", header, "Upstash-Callback: http://a.example")).Status);

    [Fact]
    [ProtocolItem(58)]
    public async Task A_body_beyond_the_limit_is_refused_and_nothing_is_stored()
    {
        var published = await gateway.Api.PublishAsync(Destination, new byte[101]);
        var enqueued = await gateway.Api.SendAsync(HttpMethod.Post, $"/v2/enqueue/q/{Destination}", new byte[101]);
        var item = await gateway.Api.BatchAsync(new JsonObject { ["destination"] = Destination }, new JsonObject { ["destination"] = Destination, ["body"] = new string('x', 101) });
        Assert.All([published, enqueued, item], answer =>
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
            Assert.Contains("quota maxMessageSize exceeded, current limit: 100", answer.Error, StringComparison.Ordinal);
        });
        Assert.Equal(keysAtStart, await LoneGateway.KeysAsync(redis));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.PublishAsync(Destination, new byte[100])).Status);
    }

    [Fact]
    public async Task A_batch_beyond_the_limit_is_refused_and_nothing_is_stored()
    {
        var items = Enumerable.Range(0, 50).Select(_ => (JsonNode)new JsonObject { ["destination"] = Destination }).ToArray();
        var answer = await gateway.Api.BatchAsync(items);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("quota maxBatchSize exceeded, current limit: 1000", answer.Error, StringComparison.Ordinal);
        Assert.Equal(keysAtStart, await LoneGateway.KeysAsync(redis));
    }

    [Fact]
    [ProtocolItem(11)]
    public async Task Too_many_deduplication_ids_are_a_429_with_the_headers_that_clients_look_for()
    {
        var first = await gateway.Api.PublishAsync(Destination, "", "Upstash-Deduplication-Id: one");
        var second = await gateway.Api.PublishAsync(Destination, "", "Upstash-Deduplication-Id: two");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.Status, second.Status));
        Assert.NotEmpty(second.Error);
        Assert.All(["Burst-RateLimit-Limit", "Burst-RateLimit-Remaining", "Burst-RateLimit-Reset"], name => Assert.True(long.TryParse(second.Headers.GetValues(name).Single(), out _)));
    }

    [Fact]
    [ProtocolItem(54)]
    public async Task When_the_window_is_over_the_same_id_is_accepted_again()
    {
        var started = DateTimeOffset.UtcNow; // before the first is accepted, so that however slow the answers are, less time has not passed
        var first = await gateway.Api.PublishAsync(Destination, "", "Upstash-Deduplication-Id: again");
        var repeated = await gateway.Api.PublishAsync(Destination, "", "Upstash-Deduplication-Id: again");
        Assert.Equal((HttpStatusCode.Accepted, first.MessageId), (repeated.Status, repeated.MessageId));
        var again = await Eventually.BecomesAsync(
            () => gateway.Api.PublishAsync(Destination, "", "Upstash-Deduplication-Id: again"), answer => answer.Status == HttpStatusCode.OK, "the id is accepted again");
        Assert.NotEqual(first.MessageId, again.MessageId);
        Assert.True(DateTimeOffset.UtcNow - started > TimeSpan.FromSeconds(4.9));
    }
}
