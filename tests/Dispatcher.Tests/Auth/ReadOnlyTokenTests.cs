using System.Net;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Auth;

public sealed class ReadOnlyTokenTests : IAsyncLifetime
{
    private const string ReadOnly = "only-reads";
    private RedisServer redis = null!;
    private TestKit.Dispatching.Dispatcher dispatcher = null!;
    private PublishApi reader = null!;

    public async Task InitializeAsync()
    {
        redis = await RedisServer.StartAsync();
        dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, $"--Auth:ReadOnlyTokens:0={ReadOnly}", "--Proxies:Trusted:0=127.0.0.0/8");
        reader = new(dispatcher.Url, ReadOnly);
    }

    public async Task DisposeAsync()
    {
        reader.Dispose();
        await dispatcher.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    [ProtocolItem(6)]
    public async Task It_reads_everything_of_its_namespace_and_changes_nothing()
    {
        await using var receiver = await Receiver.StartAsync();
        var id = (await dispatcher.Api.PublishAsync(receiver.Url, "", "Upstash-Delay: 1h", "Upstash-Flow-Control-Key: k", "Upstash-Flow-Control-Value: rate=1")).MessageId;
        string[] readable = ["/v2/keys", "/v2/dlq", $"/v2/messages/{id}", "/v2/flowControl", "/v2/flowControl/k", "/v2/globalParallelism"];
        foreach (var path in readable)
        {
            Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync(path)).Status);
        }

        var keys = (await reader.GetAsync("/v2/keys")).Text;
        (string Method, string Path)[] writes =
        [
            ("POST", $"/v2/publish/{receiver.Url}"), ("POST", "/v2/publish/http://a/../../../../x"), ("POST", "/v2/batch"), ("DELETE", $"/v2/messages/{id}"), ("DELETE", "/v2/messages"), ("DELETE", "/v2/dlq/1-1"),
            ("DELETE", "/v2/dlq"), ("POST", "/v2/dlq/retry/1-1"), ("POST", "/v2/dlq/retry"), ("POST", "/v2/keys/rotate"), ("POST", "/v2/rotate"), ("POST", "/v2/flowControl/k/pause"),
            ("PATCH", "/v2/flowControl/k/pause"), ("PUT", "/v2/flowControl/k/pin?rate=7"), ("POST", "/v2/flowControl/k/resetRate"), ("POST", "/v2/queues"), ("POST", $"/v2/schedules/{receiver.Url}"), ("DELETE", "/v2/topics/x"),
        ];
        foreach (var (method, path) in writes)
        {
            var answer = await reader.SendAsync(new(method), path, []);
            Assert.Equal((HttpStatusCode.Forbidden, "this token may only read"), (answer.Status, answer.Error));
        }

        Assert.Equal(keys, (await reader.GetAsync("/v2/keys")).Text);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync($"/v2/messages/{id}")).Status);
        Assert.False((bool)(await reader.GetAsync("/v2/flowControl/k")).Json!["isPaused"]!);
        Assert.Equal(0, receiver.Count);
    }

    [Fact]
    [ProtocolItem(6)]
    public async Task It_works_in_the_query_too()
    {
        using var anonymous = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync($"{dispatcher.Url}/v2/keys?qstash_token={ReadOnly}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await anonymous.PostAsync($"{dispatcher.Url}/v2/keys/rotate?qstash_token={ReadOnly}", null)).StatusCode);
    }

    [Fact]
    public async Task The_address_that_a_trusted_proxy_names_is_the_callers()
    {
        await using var receiver = await Receiver.StartAsync();
        await dispatcher.Api.PublishAsync(receiver.Url, "", "X-Forwarded-For: 198.51.100.1, 203.0.113.9");
        Assert.Equal("203.0.113.9", (await receiver.WaitForAsync(1))[0].Headers["Upstash-Caller-Ip"]);
    }
}
