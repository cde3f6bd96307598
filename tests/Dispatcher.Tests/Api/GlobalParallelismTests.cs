using System.Net;
using Postrider.TestKit;
using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;

namespace Postrider.Dispatcher.Tests.Api;

public sealed class GlobalParallelismTests : IAsyncLifetime
{
    private const int Most = 4;
    private RedisServer redis = null!;
    private TestKit.Dispatching.Dispatcher first = null!;
    private TestKit.Dispatching.Dispatcher second = null!;
    private Receiver receiver = null!;

    public async Task InitializeAsync()
    {
        redis = await RedisServer.StartAsync();
        receiver = await Receiver.StartAsync();
        first = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, $"--Limits:MaxParallelism={Most}");
        second = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, $"--Limits:MaxParallelism={Most}");
    }

    public async Task DisposeAsync()
    {
        await Invariants.CheckAsync(redis.Database);
        await first.DisposeAsync();
        await second.DisposeAsync();
        await receiver.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    [ProtocolItem(162)]
    public async Task Whatever_is_published_no_more_than_the_cap_is_in_flight_with_two_workers()
    {
        using var neighbour = new PublishApi(first.Url, Tokens.Of("testUser1"));
        var hold = new TaskCompletionSource();
        receiver.Answer = _ => hold.Task;
        for (var message = 0; message < 40; message++)
        {
            string[] flow = message % 2 == 0 ? [] : [$"Upstash-Flow-Control-Key: key-{message}", "Upstash-Flow-Control-Value: parallelism=4"];
            await (message % 3 == 0 ? second : first).Api.PublishAsync($"{receiver.Url}/{message}", "", flow);
        }

        await receiver.WaitForAsync(Most);
        await Eventually.IsTrueAsync(async () => await ReadAsync(second.Api) == (Most, Most), "both gateways show what is in flight");
        await neighbour.PublishAsync(receiver.Url);
        await receiver.WaitForAsync(Most + 1); // a namespace of its own
        Assert.Equal((Most, 1), await ReadAsync(neighbour));
        receiver.Answer = _ => Task.CompletedTask;
        hold.SetResult();
        await receiver.WaitForAsync(41);
        Assert.InRange(receiver.MostAtOnce, Most, Most + 1);
        await Eventually.IsTrueAsync(async () => await ReadAsync(first.Api) == (Most, 0), "all are delivered");
    }

    [Fact]
    public async Task A_key_that_asks_for_more_than_the_cap_is_refused()
    {
        var answer = await PublishAsync(Most + 1);
        Assert.Equal(HttpStatusCode.PreconditionFailed, answer.Status);
        Assert.Contains("quota maxParallelism exceeded", answer.Error, StringComparison.Ordinal);
        Assert.Contains("Upstash-Flow-Control-Value: ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await first.Api.GetAsync("/v2/flowControl/key")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PublishAsync(Most)).Status);
        var pinned = await first.Api.SendAsync(HttpMethod.Post, $"/v2/flowControl/key/pin?parallelism={Most + 1}", []);
        Assert.Equal(HttpStatusCode.PreconditionFailed, pinned.Status);
        Assert.Contains("parallelism: quota maxParallelism exceeded", pinned.Error, StringComparison.Ordinal);
        await receiver.WaitForAsync(1);
    }

    private Task<ApiAnswer> PublishAsync(int parallelism) =>
        first.Api.PublishAsync(receiver.Url, "", "Upstash-Flow-Control-Key: key", $"Upstash-Flow-Control-Value: parallelism={parallelism}");

    private static async Task<(int Max, int Count)> ReadAsync(PublishApi from)
    {
        var answer = (await from.GetAsync("/v2/globalParallelism")).Json!;
        return ((int)answer["parallelismMax"]!, (int)answer["parallelismCount"]!);
    }
}
