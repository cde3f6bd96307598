using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;
using Xunit.Abstractions;

namespace Postrider.Dispatcher.Tests.Survival;

public sealed class KilledWorkerTests(ITestOutputHelper output)
{
    private const int Messages = 20_000;
    private const int BatchSize = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Killed_workers_lose_nothing_and_repeat_only_what_was_in_flight()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => Task.Delay(Random.Shared.Next(10));
        await using var gateway1 = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await using var gateway2 = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway");
        await using var steady = await StartWorkerAsync(redis);
        using var over = new CancellationTokenSource();
        var watching = Invariants.WatchAsync(redis.Database, over.Token);
        var publishing = PublishAsync(receiver.Url, [gateway1.Api, gateway2.Api]);
        var inFlight = 0;
        for (var kill = 0; kill < 3; kill++)
        {
            await using var victim = await StartWorkerAsync(redis);
            var before = receiver.Count;
            await Eventually.IsTrueAsync(() => receiver.Count > before + 2000 || receiver.Count >= Messages, "deliveries go on", Patience);
            await victim.Process.KillAsync();
            inFlight += 512 + 128; // the worker's concurrency, and one batch of outcomes on its way
        }

        var ids = await publishing;
        await Eventually.IsTrueAsync(() => receiver.Count >= Messages && receiver.Arrivals.Select(arrival => arrival.MessageId).Distinct().Count() >= Messages, "all arrive", Patience);
        await Eventually.IsTrueAsync(() => Invariants.IsAtRestAsync(redis.Database), "everything is settled", Patience);
        await over.CancelAsync();
        Assert.NotEqual(0, await watching);
        var duplicates = receiver.Count - Messages;
        output.WriteLine($"{receiver.Count} arrivals of {Messages} messages: {duplicates} duplicates, at most {inFlight} were in flight at the kills");
        Assert.Equal(ids, receiver.Arrivals.Select(arrival => arrival.MessageId).ToHashSet());
        Assert.InRange(duplicates, 0, inFlight);
        Assert.Empty((System.Text.Json.Nodes.JsonArray)(await gateway1.Api.GetAsync("/v2/dlq")).Json!["messages"]!);
        await Invariants.CheckAsync(redis.Database);
    }

    private static Task<TestKit.Dispatching.Dispatcher> StartWorkerAsync(RedisServer redis) =>
        TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=worker", "--Delivery:LeaseSpan=00:00:03");

    private static async Task<HashSet<string>> PublishAsync(string url, PublishApi[] gateways)
    {
        var ids = new HashSet<string>();
        for (var batch = 0; batch < Messages / BatchSize; batch++)
        {
            var items = Enumerable.Range(0, BatchSize).Select(item => (System.Text.Json.Nodes.JsonNode)new System.Text.Json.Nodes.JsonObject
            {
                ["destination"] = $"{url}/{batch}/{item}",
                ["headers"] = new System.Text.Json.Nodes.JsonObject { ["Upstash-Retries"] = "0" },
            });
            var answer = await gateways[batch % gateways.Length].BatchAsync([.. items]);
            ids.UnionWith(answer.Json!.AsArray().Select(published => (string)published!["messageId"]!));
        }

        return ids;
    }
}
